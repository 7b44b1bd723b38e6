import { useTranslation } from 'react-i18next';

import type { AuditEntry } from '../../../api';
import { DataTable, type Column } from '../../../ui/DataTable';
import { time } from '../../../ui/format';
import { Actor, Details, Target } from './AuditParts';
import styles from './Audit.module.css';
import { actWord } from './words';

/** Who did what to what, from where. */
export function AuditTable({ entries, stale }: { entries: AuditEntry[]; stale: boolean }) {
  const { t } = useTranslation();
  const columns: Column<AuditEntry>[] = [
    {
      key: 'act',
      title: t('audit.what'),
      place: 'head',
      cell: (entry) => <strong title={entry.action}>{actWord(entry.action)}</strong>,
    },
    {
      key: 'actor',
      title: t('audit.who'),
      cell: (entry) => (
        <>
          <Actor entry={entry} />
          {entry.address !== '' && <code className={styles.address}>{entry.address}</code>}
        </>
      ),
    },
    { key: 'target', title: t('audit.target'), cell: (entry) => <Target entry={entry} /> },
    {
      key: 'details',
      long: true,
      title: t('audit.details'),
      place: 'bare',
      cell: (entry) => <Details entry={entry} />,
    },
    {
      key: 'at',
      title: t('audit.time'),
      number: true,
      place: 'bare',
      cell: (entry) => (
        <time className="quiet" dateTime={entry.at}>
          {time(entry.at, 'full')}
        </time>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('audit.caption')}
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.id}
      stale={stale}
    />
  );
}
