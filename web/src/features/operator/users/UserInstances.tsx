import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AdminInstanceOut, UserOut } from '../../../api';
import { listAllInstancesOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { DataTable, rowLink, type Column } from '../../../ui/DataTable';
import { Section } from '../../../ui/Section';
import { Cards, InstanceState } from '../../instances/InstanceState';

const ASKED = 50;
const SHOWN = 8;

/** What somebody rents now. */
export function UserInstances({ user }: { user: UserOut }) {
  const { t } = useTranslation();
  const instances = useQuery(listAllInstancesOptions({ query: { user_id: user.id, limit: ASKED } }));
  const columns: Column<AdminInstanceOut>[] = [
    {
      key: 'name',
      title: t('users.instance'),
      place: 'head',
      cell: (one) => (
        <Link to="/operator/instances" search={{ user: user.id, instance: one.id }} className={rowLink}>
          {one.name}
        </Link>
      ),
    },
    {
      key: 'state',
      title: t('users.state'),
      place: 'corner',
      cell: (one) => <InstanceState state={one.state} />,
    },
    { key: 'cards', title: t('users.cards'), place: 'bare', cell: (one) => <Cards {...one} /> },
    {
      key: 'host',
      title: t('users.host'),
      place: 'bare',
      cell: (one) => <span className="quiet">{one.host_name}</span>,
    },
  ];
  return (
    <Section
      title={t('users.instances_now', { many: user.instances })}
      extra={
        <Link to="/operator/instances" search={{ user: user.id }}>
          {t('users.all_instances')}
        </Link>
      }
    >
      <Answer query={instances} loading={<Skeleton active paragraph={{ rows: 3 }} />}>
        {({ items }) => {
          const alive = items.filter((one) => one.state !== 'released').slice(0, SHOWN);
          if (alive.length === 0) return <p className="quiet">{t('users.no_instances')}</p>;
          return (
            <DataTable
              caption={t('users.all_instances')}
              columns={columns}
              rows={alive}
              rowKey={(one) => one.id}
            />
          );
        }}
      </Answer>
    </Section>
  );
}
