import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listInstancesOptions, listOffersOptions } from '../api/@tanstack/react-query.gen';
import { Acts } from '../features/instances/acts/Acts';
import { InstanceList } from '../features/instances/list/InstanceList';
import { useLiveStock } from '../features/instances/liveStock';
import { Answer } from '../ui/Answer';
import { LinkButton } from '../ui/LinkButton';
import { Page, Panel } from '../ui/Page';
import type { InstancesSearch } from './search';

export function InstancesPage() {
  const { t } = useTranslation();
  const { query = '', state } = useSearch({ from: '/framed/instances' });
  const navigate = useNavigate();
  const instances = useQuery(listInstancesOptions());
  const offers = useQuery({ ...listOffersOptions(), staleTime: 60_000 });

  function filter(change: InstancesSearch) {
    const search = { query, state, ...change };
    void navigate({
      to: '/instances',
      search: { ...search, query: search.query === '' ? undefined : search.query },
      replace: true,
    });
  }

  useLiveStock((instances.data ?? []).some((one) => one.state === 'stopped'));
  return (
    <Page
      title={t('frame.instances')}
      actions={
        <LinkButton to="/market" type="primary">
          {t('instances.rent')}
        </LinkButton>
      }
    >
      <Acts>
        <Answer
          query={instances}
          loading={
            <Panel>
              <Skeleton active paragraph={{ rows: 8 }} />
            </Panel>
          }
        >
          {(all) => (
            <InstanceList
              instances={all}
              seenAt={instances.dataUpdatedAt}
              offers={offers.data ?? []}
              query={query}
              state={state}
              onChange={filter}
            />
          )}
        </Answer>
      </Acts>
    </Page>
  );
}
