import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Entry, UserOut } from '../../../api';
import { listUserEntriesOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { DataTable, rowLink, type Column } from '../../../ui/DataTable';
import { micros, money, time } from '../../../ui/format';
import { Section } from '../../../ui/Section';
import { entryDescription, entryWord } from '../../wallet/words';
import styles from './UserEntries.module.css';

const SHOWN = 8;

/** The newest moves of somebody's wallet; each leads to its story. */
export function UserEntries({ user }: { user: UserOut }) {
  const { t } = useTranslation();
  const entries = useQuery(listUserEntriesOptions({ path: { user_id: user.id }, query: { limit: SHOWN } }));
  const columns: Column<Entry>[] = [
    {
      key: 'kind',
      title: t('users.kind'),
      place: 'head',
      cell: (entry) => (
        <Link to="/operator/ledger" search={{ user: user.id, entry: entry.id }} className={rowLink}>
          {entryWord(entry)}
        </Link>
      ),
    },
    {
      key: 'what',
      long: true,
      title: t('users.description'),
      place: 'bare',
      cell: (entry) => entryDescription(entry),
    },
    {
      key: 'at',
      title: t('users.time'),
      place: 'bare',
      cell: (entry) => (
        <time className="quiet" dateTime={entry.at}>
          {time(entry.at, 'hour')}
        </time>
      ),
    },
    {
      key: 'amount',
      title: t('users.amount'),
      number: true,
      place: 'corner',
      cell: (entry) => (
        <span className={micros(entry.amount) > 0 ? styles.income : undefined}>
          {money(entry.amount, { exact: true, signed: true })}
        </span>
      ),
    },
  ];
  return (
    <Section
      title={t('users.newest_entries')}
      extra={
        <Link to="/operator/ledger" search={{ user: user.id }}>
          {t('users.all_entries')}
        </Link>
      }
    >
      <Answer query={entries} loading={<Skeleton active paragraph={{ rows: 4 }} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('users.no_entries')}</p>
          ) : (
            <DataTable
              caption={t('users.newest_entries')}
              columns={columns}
              rows={items}
              rowKey={(one) => one.id}
            />
          )
        }
      </Answer>
    </Section>
  );
}
