import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listImagesOptions } from '../api/@tanstack/react-query.gen';
import { Catalogue } from '../features/images/Catalogue';
import { Inside } from '../features/images/Inside';
import { Answer } from '../ui/Answer';
import { Page, Panel } from '../ui/Page';

export function ImagesPage() {
  const { t } = useTranslation();
  const images = useQuery(listImagesOptions());
  return (
    <Page title={t('images.title')} lead={t('images.lead')}>
      <Answer query={images} loading={<Waiting />}>
        {(list) => <Catalogue images={list} />}
      </Answer>
      <Inside />
    </Page>
  );
}

function Waiting() {
  return (
    <Panel>
      <Skeleton active title={false} paragraph={{ rows: 5 }} />
    </Panel>
  );
}
