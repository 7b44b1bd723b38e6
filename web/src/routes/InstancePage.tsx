import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Button, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { listOffersOptions } from '../api/@tanstack/react-query.gen';
import { problemOf } from '../app/problem';
import { ActButtons } from '../features/instances/ActButtons';
import { Acts } from '../features/instances/acts/Acts';
import { instanceOf } from '../features/instances/cache';
import { Charges } from '../features/instances/detail/Charges';
import { Connect } from '../features/instances/detail/Connect';
import { FactSheet } from '../features/instances/detail/FactSheet';
import { History } from '../features/instances/detail/History';
import { Ports } from '../features/instances/detail/Ports';
import { Strip } from '../features/instances/detail/Strip';
import { useLiveStock } from '../features/instances/liveStock';
import { isGone, isUp, type Instance } from '../features/instances/model';
import { useOpenService } from '../features/instances/openService';
import { shareOf } from '../features/instances/share';
import { Answer, Empty } from '../ui/Answer';
import { CopyText } from '../ui/Copy';
import { LinkButton } from '../ui/LinkButton';
import { Page, Panel } from '../ui/Page';
import { PageTabs, TabLink } from '../ui/PageTabs';
import { INSTANCE_TABS, type InstanceTab } from './search';

// The charts are heavy, and most visits are about something else.
const Monitor = lazy(async () => ({ default: (await import('../features/monitor/Monitor')).Monitor }));

/** What is there to see of an instance that has been released. */
const LEFT = ['charges', 'history', 'facts'] as const;

export function InstancePage() {
  const { t } = useTranslation();
  const { instanceId } = useParams({ from: '/framed/instances/$instanceId' });
  const instance = useQuery(instanceOf(instanceId));
  const known = instance.data;
  useLiveStock(known?.state === 'stopped');
  if (known === undefined && instance.error && problemOf(instance.error).code === 'instances.not_found')
    return <NoSuchInstance />;
  return (
    <Acts>
      <Page
        title={known?.name ?? instanceId}
        lead={
          <>
            <Link to="/instances">{t('frame.instances')}</Link>
            {' / '}
            <CopyText text={instanceId} label={t('common.copy_what', { what: t('instances.id') })} />
          </>
        }
        actions={known && <Head instance={known} />}
      >
        <Answer
          query={instance}
          loading={
            <Panel>
              <Skeleton active paragraph={{ rows: 8 }} />
            </Panel>
          }
        >
          {(found) => <Room instance={found} seenAt={instance.dataUpdatedAt} />}
        </Answer>
      </Page>
    </Acts>
  );
}

function Head({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const open = useOpenService();
  if (isGone(instance)) return null;
  return (
    <>
      {isUp(instance) && (
        <LinkButton to="/workbench" search={{ instance: instance.id }}>
          {t('workbench.terminal')}
        </LinkButton>
      )}
      {isUp(instance) && <Button onClick={() => open(instance.id)}>JupyterLab</Button>}
      <ActButtons instance={instance} large />
    </>
  );
}

function Room({ instance, seenAt }: { instance: Instance; seenAt: number }) {
  const { t } = useTranslation();
  const { tab: wanted } = useSearch({ from: '/framed/instances/$instanceId' });
  const offers = useQuery({ ...listOffersOptions(), staleTime: 60_000 });
  const tabs = isGone(instance) ? LEFT : INSTANCE_TABS;
  const tab = tabs.find((one) => one === wanted) ?? tabs[0];
  return (
    <>
      {isGone(instance) && <Alert showIcon type="info" title={t('instances.gone')} />}
      <Strip instance={instance} share={shareOf(instance, offers.data ?? [])} seenAt={seenAt} />
      <PageTabs label={t('instances.parts')}>
        {tabs.map((one) => (
          <TabLink
            key={one}
            to="/instances/$instanceId"
            params={{ instanceId: instance.id }}
            search={{ tab: one }}
            replace
            here={one === tab}
          >
            {t(`instances.tab.${one}`)}
          </TabLink>
        ))}
      </PageTabs>
      <Part instance={instance} tab={tab} />
    </>
  );
}

function Part({ instance, tab }: { instance: Instance; tab: InstanceTab }) {
  switch (tab) {
    case 'connect':
      return <Connect instance={instance} />;
    case 'monitor':
      return (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
          <Monitor instance={instance} />
        </Suspense>
      );
    case 'ports':
      return <Ports instance={instance} />;
    case 'history':
      return <History instance={instance} />;
    case 'charges':
      return <Charges instance={instance} />;
    case 'facts':
      return <FactSheet instance={instance} />;
  }
}

function NoSuchInstance() {
  const { t } = useTranslation();
  return (
    <Page title={t('instances.lost_title')}>
      <Empty
        title={t('errors.instances.not_found')}
        action={
          <LinkButton to="/instances" type="primary">
            {t('instances.lost_back')}
          </LinkButton>
        }
      >
        {t('instances.lost_lead')}
      </Empty>
    </Page>
  );
}
