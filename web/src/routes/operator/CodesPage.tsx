import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { MadeCodes } from '../../api';
import { listCodesOptions } from '../../api/@tanstack/react-query.gen';
import { Batches } from '../../features/operator/codes/Batches';
import { MakeCodes } from '../../features/operator/codes/MakeCodes';
import { NewCodes } from '../../features/operator/codes/NewCodes';
import { Answer } from '../../ui/Answer';
import { Page, Panel } from '../../ui/Page';

export function CodesPage() {
  const { t } = useTranslation();
  const batches = useQuery(listCodesOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeCodes | null>(null);
  return (
    <Page
      title={t('codes.title')}
      lead={t('codes.lead')}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
          {t('codes.make')}
        </Button>
      }
    >
      <Panel flush>
        <Answer query={batches}>{(data) => <Batches batches={data} onMake={() => setMaking(true)} />}</Answer>
      </Panel>
      {making && (
        <MakeCodes
          onMade={(codes) => {
            setMaking(false);
            setMade(codes);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made !== null && <NewCodes made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}
