import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { StrayOut } from '../../../api';
import { listSettingsOptions, listStraysOptions } from '../../../api/@tanstack/react-query.gen';
import { Ago } from '../../../ui/Ago';
import { Answer, Empty } from '../../../ui/Answer';
import { CopyBlock } from '../../../ui/Copy';
import { DataTable, type Column } from '../../../ui/DataTable';
import { wordsOf } from '../../../ui/words';
import styles from './Everything.module.css';
import { realOnes, removal, strayKind } from './strays';

/** What the engines have and the platform does not know: shown, explained, and never touched. */
export function StraysTab() {
  const { t } = useTranslation();
  const strays = useQuery(listStraysOptions());
  return (
    <>
      <p className={styles.lead}>{t('operations.strays.lead')}</p>
      <Answer query={strays} loading={<Skeleton active paragraph={{ rows: 4 }} style={{ padding: 16 }} />}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('operations.strays.none')}>{t('operations.strays.none_lead')}</Empty>
          ) : (
            <>
              <Strays strays={all} />
              <WhatToDo strays={all} />
            </>
          )
        }
      </Answer>
    </>
  );
}

function Strays({ strays }: { strays: StrayOut[] }) {
  const { t } = useTranslation();
  const columns: Column<StrayOut>[] = [
    {
      key: 'name',
      title: t('operations.strays.name'),
      place: 'head',
      cell: (one) => <code>{one.name}</code>,
    },
    {
      key: 'kind',
      title: t('operations.strays.kind'),
      place: 'corner',
      cell: (one) => wordsOf(`operations.strays.kinds.${strayKind(one)}`, one.kind),
    },
    { key: 'region', title: t('operations.strays.region'), cell: (one) => one.region },
    { key: 'host', title: t('operations.host'), cell: (one) => one.host },
    {
      key: 'since',
      title: t('operations.strays.since'),
      cell: (one) => <Ago moment={one.first_seen_at} />,
    },
  ];
  return (
    <DataTable
      caption={t('operations.strays.caption')}
      columns={columns}
      rows={strays}
      rowKey={(one) => `${one.region} ${one.host} ${one.name}`}
    />
  );
}

/** Commands to look at them and to delete them, for somebody who is sure. */
function WhatToDo({ strays }: { strays: StrayOut[] }) {
  const { t } = useTranslation();
  const settings = useQuery({ ...listSettingsOptions(), staleTime: Infinity });
  if (settings.data === undefined) return null;
  const real = realOnes(strays, settings.data);
  if (real.length === 0) return <p className={styles.commands}>{t('operations.strays.simulated')}</p>;
  const { look, remove } = removal(real, settings.data);
  return (
    <div className={styles.commands}>
      <p>{t('operations.strays.look')}</p>
      <CopyBlock text={look} label={t('common.copy')} />
      <p>{t('operations.strays.remove')}</p>
      <CopyBlock text={remove} label={t('common.copy')} />
    </div>
  );
}
