import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';

import type { CodeBatch } from '../../../api';
import { Empty } from '../../../ui/Answer';
import { Bar } from '../../../ui/Bar';
import { count, money, time } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { useNow } from '../../../ui/ticking';

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
  const columns: TableColumnsType<CodeBatch> = [
    { title: t('codes.batch'), dataIndex: 'id', render: (id: string) => <code>{id}</code> },
    { title: t('codes.note'), dataIndex: 'note', render: (note: string) => note || '–' },
    {
      title: t('codes.amount'),
      dataIndex: 'amount',
      align: 'right',
      render: (amount: string) => money(amount),
    },
    {
      title: t('codes.used'),
      key: 'used',
      width: 180,
      render: (_, batch) => (
        <>
          {count(batch.used)} / {count(batch.count)}
          <Bar percent={(100 * batch.used) / batch.count} label={t('codes.used')} />
        </>
      ),
    },
    {
      title: t('codes.expires'),
      dataIndex: 'expires_at',
      render: (moment: string) => (
        <>
          {time(moment, 'date')} {Date.parse(moment) < now && <Tag>{t('codes.expired')}</Tag>}
        </>
      ),
    },
  ];
  return <Table rowKey="id" columns={columns} dataSource={batches} pagination={false} scroll={{ x: 720 }} />;
}
