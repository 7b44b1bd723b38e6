import { useTranslation } from 'react-i18next';

import { Catalogue } from '../../features/operator/catalogue/Catalogue';
import { Page } from '../../ui/Page';

export function CataloguePage() {
  const { t } = useTranslation();
  return (
    <Page title={t('catalogue.title')} lead={t('catalogue.lead')}>
      <Catalogue />
    </Page>
  );
}
