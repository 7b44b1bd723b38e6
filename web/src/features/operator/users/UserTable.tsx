import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { UserOut } from '../../../api';
import { Ago } from '../../../ui/Ago';
import { DataTable, rowLink, type Column } from '../../../ui/DataTable';
import { count, micros, money, time } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import styles from './UserTable.module.css';

interface UserTableProps {
  users: UserOut[];
  /** Whose details are open. */
  current: string | undefined;
  stale: boolean;
}

/** Accounts with their money: who runs low is seen while looking for somebody else. */
export function UserTable({ users, current, stale }: UserTableProps) {
  const { t } = useTranslation();
  const columns: Column<UserOut>[] = [
    {
      key: 'name',
      title: t('users.name'),
      place: 'head',
      cell: (user) => (
        <span className={styles.name}>
          <Link
            from="/operator/users"
            to="/operator/users"
            resetScroll={false}
            search={(now) => ({ ...now, user: user.id })}
            className={rowLink}
          >
            {user.name}
          </Link>
          {user.role === 'operator' && <Tag tone="accent">{t('users.role.operator')}</Tag>}
          {user.disabled && <Tag tone="failed">{t('users.disabled')}</Tag>}
        </span>
      ),
    },
    {
      key: 'balance',
      title: t('users.balance'),
      number: true,
      place: 'corner',
      cell: (user) => <span className={isDry(user) ? styles.dry : undefined}>{money(user.balance)}</span>,
    },
    {
      key: 'burn',
      title: t('users.burn'),
      number: true,
      cell: (user) => {
        if (micros(user.burn_per_hour) === 0) return <span className="quiet">{t('users.no_burn')}</span>;
        return t('common.per_hour', { amount: money(user.burn_per_hour) });
      },
    },
    {
      key: 'instances',
      title: t('users.instances'),
      number: true,
      cell: (user) =>
        user.instances === 0 ? (
          <span className="quiet">0</span>
        ) : (
          <Link
            to="/operator/instances"
            search={{ user: user.id }}
            aria-label={t('users.instances_of', { count: user.instances, name: user.name })}
          >
            {count(user.instances)}
          </Link>
        ),
    },
    {
      key: 'seen',
      title: t('users.last_seen'),
      cell: (user) =>
        user.last_seen_at === null ? (
          <span className="quiet">{t('users.never_seen')}</span>
        ) : (
          <Ago moment={user.last_seen_at} />
        ),
    },
    {
      key: 'since',
      title: t('users.since'),
      cell: (user) => <time dateTime={user.created_at}>{time(user.created_at, 'date')}</time>,
    },
  ];
  return (
    <DataTable
      caption={t('users.caption')}
      columns={columns}
      rows={users}
      rowKey={(user) => user.id}
      isDim={(user) => user.disabled}
      current={current}
      stale={stale}
    />
  );
}

/** Money is being spent that is not there, or will not be within the hour. */
function isDry({ balance, burn_per_hour }: UserOut): boolean {
  const burn = micros(burn_per_hour);
  return micros(balance) < 0 || (burn > 0 && micros(balance) < burn);
}
