import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AdminInstanceOut } from '../../../api';
import {
  getAnyInstanceOptions,
  listAllOperationsOptions,
  listAuditOptions,
} from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { Banner } from '../../../ui/Banner';
import { Section, Sections } from '../../../ui/Section';
import { SideDrawer } from '../../../ui/SideDrawer';
import { AuditBrief } from '../audit/AuditBrief';
import { InstanceActs } from './InstanceActs';
import { InstanceFacts } from './InstanceFacts';
import { OperationList } from './OperationList';

const WIDTH = 720;
const OPERATIONS = 20;
const ACTS = 10;

interface InstanceDrawerProps {
  /** An id; undefined: it is closed. */
  id: string | undefined;
  onClose: () => void;
}

/** What happened to this instance, from one page, and what can be done about it. */
export function InstanceDrawer({ id, onClose }: InstanceDrawerProps) {
  return (
    <SideDrawer of={id} width={WIDTH} title={(open) => <Title id={open} />} onClose={onClose}>
      {(open) => <Body id={open} />}
    </SideDrawer>
  );
}

function Title({ id }: { id: string }) {
  const { t } = useTranslation();
  const instance = useQuery(getAnyInstanceOptions({ path: { instance_id: id } }));
  return instance.data?.name ?? t('operations.instance');
}

function Body({ id }: { id: string }) {
  const { t } = useTranslation();
  const instance = useQuery(getAnyInstanceOptions({ path: { instance_id: id } }));
  return (
    <Answer query={instance} loading={<Skeleton active paragraph={{ rows: 12 }} />}>
      {(one) => (
        <Sections>
          <InstanceActs instance={one} />
          <Trouble instance={one} />
          <InstanceFacts instance={one} seenAt={instance.dataUpdatedAt} />
          <Operations id={id} />
          <Acts id={id} />
          <Link to="/operator/ledger" search={{ reference: id }}>
            {t('operations.see_money')}
          </Link>
        </Sections>
      )}
    </Answer>
  );
}

function Trouble({ instance }: { instance: AdminInstanceOut }) {
  const { t } = useTranslation();
  if (instance.state === 'failed')
    return (
      <Banner tone="failed" title={t('operations.failed_title')}>
        {instance.failure} {t('operations.failed_lead')}
      </Banner>
    );
  if (instance.state === 'unknown' || instance.run?.paused === true)
    return (
      <Banner tone="attention" title={t('operations.unknown_title')}>
        {t('operations.unknown_lead')}
      </Banner>
    );
  return null;
}

function Operations({ id }: { id: string }) {
  const { t } = useTranslation();
  // The search finds an instance by its id; names that have the same text in them are left out.
  const operations = useQuery(listAllOperationsOptions({ query: { query: id, limit: OPERATIONS } }));
  return (
    <Section
      title={t('operations.history')}
      extra={
        <Link to="/operator/instances" search={{ tab: 'operations', query: id }}>
          {t('operations.all_operations')}
        </Link>
      }
    >
      <Answer query={operations} loading={<Skeleton active paragraph={{ rows: 4 }} />}>
        {({ items }) => <OperationList operations={items.filter((one) => one.instance_id === id)} />}
      </Answer>
    </Section>
  );
}

function Acts({ id }: { id: string }) {
  const { t } = useTranslation();
  const acts = useQuery(listAuditOptions({ query: { target: id, limit: ACTS } }));
  return (
    <Section
      title={t('operations.audit')}
      extra={
        <Link to="/operator/audit" search={{ target: id }}>
          {t('operations.all_acts')}
        </Link>
      }
    >
      <Answer query={acts} loading={<Skeleton active paragraph={{ rows: 3 }} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('operations.no_acts')}</p>
          ) : (
            <AuditBrief entries={items} about={id} />
          )
        }
      </Answer>
    </Section>
  );
}
