import { ArrowRightOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { LedgerLine, Side } from '../../../api';
import { DataTable, rowLink, type Column } from '../../../ui/DataTable';
import { money, time } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { entryDescription } from '../../wallet/words';
import { Account } from './Account';
import { flowOf } from './flow';
import styles from './Ledger.module.css';
import { kindOf } from './story';

interface LedgerTableProps {
  entries: LedgerLine[];
  current: string | undefined;
  stale: boolean;
}

/** Every move of money as from → to; each leads to its story. */
export function LedgerTable({ entries, current, stale }: LedgerTableProps) {
  const { t } = useTranslation();
  const columns: Column<LedgerLine>[] = [
    {
      key: 'kind',
      title: t('ledger.kind'),
      place: 'head',
      cell: (entry) => (
        <Link
          from="/operator/ledger"
          to="/operator/ledger"
          resetScroll={false}
          search={(now) => ({ ...now, entry: entry.id })}
          className={rowLink}
        >
          {t(`ledger.kinds.${kindOf(entry)}`, { kind: entry.kind })}
        </Link>
      ),
    },
    {
      key: 'what',
      long: true,
      title: t('ledger.description'),
      place: 'bare',
      cell: (entry) => entryDescription(entry),
    },
    {
      key: 'flow',
      title: t('ledger.flow'),
      place: 'bare',
      cell: (entry) => <FlowLine postings={entry.postings} />,
    },
    {
      key: 'at',
      title: t('ledger.time'),
      place: 'bare',
      cell: (entry) => (
        <time className="quiet" dateTime={entry.at}>
          {time(entry.at, 'full')}
        </time>
      ),
    },
    {
      key: 'amount',
      title: t('ledger.amount'),
      number: true,
      place: 'corner',
      cell: (entry) => <strong>{money(flowOf(entry.postings).amount, { exact: true })}</strong>,
    },
  ];
  return (
    <DataTable
      caption={t('ledger.caption')}
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.id}
      current={current}
      stale={stale}
    />
  );
}

function FlowLine({ postings }: { postings: Side[] }) {
  const { t } = useTranslation();
  const { from, to, balances } = flowOf(postings);
  return (
    <span className={styles.flow}>
      <Accounts sides={from} />
      <ArrowRightOutlined className={styles.arrow} aria-label={t('ledger.to')} />
      <Accounts sides={to} />
      {!balances && <Tag tone="failed">{t('ledger.unbalanced')}</Tag>}
    </span>
  );
}

function Accounts({ sides }: { sides: Side[] }) {
  return sides.map((side) => <Account key={side.account} side={side} />);
}
