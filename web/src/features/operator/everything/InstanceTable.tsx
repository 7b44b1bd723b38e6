import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AdminInstanceOut } from '../../../api';
import { DataTable, rowLink, type Column } from '../../../ui/DataTable';
import { time } from '../../../ui/format';
import { Cards } from '../../instances/InstanceState';
import { Billing } from '../../instances/list/Billing';
import { State } from '../../instances/list/State';
import { UserLink } from '../users/UserLink';
import styles from './Everything.module.css';

interface InstanceTableProps {
  instances: AdminInstanceOut[];
  /** When they were fetched: what they owe grows from then on. */
  seenAt: number;
  current: string | undefined;
  stale: boolean;
}

export function InstanceTable({ instances, seenAt, current, stale }: InstanceTableProps) {
  const { t } = useTranslation();
  const columns: Column<AdminInstanceOut>[] = [
    {
      key: 'name',
      title: t('operations.instance'),
      place: 'head',
      cell: (one) => (
        <span className={styles.stack}>
          <Link
            from="/operator/instances"
            to="/operator/instances"
            resetScroll={false}
            search={(now) => ({ ...now, instance: one.id })}
            className={rowLink}
          >
            {one.name}
          </Link>
          <code>{one.id}</code>
        </span>
      ),
    },
    {
      key: 'user',
      title: t('operations.user'),
      cell: (one) => <UserLink id={one.user_id} name={one.user_name} />,
    },
    { key: 'state', title: t('operations.state'), place: 'corner', cell: (one) => <State instance={one} /> },
    { key: 'cards', title: t('operations.cards'), cell: (one) => <Cards {...one} /> },
    {
      key: 'host',
      title: t('operations.host'),
      cell: (one) => (
        <Link to="/operator/hosts" hash={one.host_id}>
          {one.host_name}
        </Link>
      ),
    },
    {
      key: 'price',
      title: t('operations.price'),
      cell: (one) => (one.state === 'released' ? null : <Billing instance={one} seenAt={seenAt} />),
    },
    {
      key: 'created',
      title: t('operations.created'),
      cell: (one) => (
        <time className="quiet" dateTime={one.created_at}>
          {time(one.created_at, 'hour')}
        </time>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('operations.instances_caption')}
      columns={columns}
      rows={instances}
      rowKey={(one) => one.id}
      isDim={(one) => one.state === 'released'}
      current={current}
      stale={stale}
    />
  );
}
