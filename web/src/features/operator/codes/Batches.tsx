import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { CodeBatch } from '../../../api';
import { Empty } from '../../../ui/Answer';
import { Bar } from '../../../ui/Bar';
import { DataTable, type Column } from '../../../ui/DataTable';
import { count, money, time } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { useNow } from '../../../ui/ticking';
import styles from './Batches.module.css';

const MINUTE_MS = 60_000;

/** Every batch that was ever made, newest first. The codes themselves are not here: nobody can show them again. */
export function Batches({ batches, onMake }: { batches: CodeBatch[]; onMake: () => void }) {
  const { t } = useTranslation();
  const now = useNow(MINUTE_MS);
  if (batches.length === 0) {
    return (
      <Empty title={t('codes.none')} action={<Button onClick={onMake}>{t('codes.make')}</Button>}>
        {t('codes.none_lead')}
      </Empty>
    );
  }
  const columns: Column<CodeBatch>[] = [
    {
      key: 'note',
      title: t('codes.note'),
      place: 'head',
      long: true,
      cell: (batch) => batch.note || <span className="quiet">{t('codes.no_note')}</span>,
    },
    { key: 'batch', title: t('codes.batch'), cell: (batch) => <code>{batch.id}</code> },
    {
      key: 'amount',
      title: t('codes.amount'),
      number: true,
      place: 'corner',
      cell: (batch) => money(batch.amount),
    },
    { key: 'used', title: t('codes.used'), cell: (batch) => <Used batch={batch} /> },
    {
      key: 'expires',
      title: t('codes.expires'),
      cell: (batch) => (
        <>
          <time dateTime={batch.expires_at}>{time(batch.expires_at, 'date')}</time>{' '}
          {Date.parse(batch.expires_at) < now && <Tag>{t('codes.expired')}</Tag>}
        </>
      ),
    },
    {
      key: 'who',
      title: t('codes.redeemed'),
      place: 'bare',
      cell: (batch) =>
        batch.used === 0 ? null : (
          <Link to="/operator/ledger" search={{ reference: batch.id, kind: 'redeem' }}>
            {t('codes.who_redeemed')}
          </Link>
        ),
    },
  ];
  return (
    <DataTable caption={t('codes.title')} columns={columns} rows={batches} rowKey={(batch) => batch.id} />
  );
}

function Used({ batch }: { batch: CodeBatch }) {
  const { t } = useTranslation();
  return (
    <div className={styles.used}>
      {count(batch.used)} / {count(batch.count)}
      <Bar percent={(100 * batch.used) / batch.count} label={t('codes.used')} />
    </div>
  );
}
