import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { listOffersOptions, listRegionsOptions } from '../api/@tanstack/react-query.gen';
import { useLiveMarket } from '../app/live';
import { Market } from '../features/market/Market';
import { OfferSkeleton } from '../features/market/OfferTable';
import { Answer } from '../ui/Answer';
import { Page, Panel } from '../ui/Page';
import type { MarketSearch } from './search';

const route = getRouteApi('/framed/market');

/** Every host with cards for rent; all that is chosen here stands in the address. */
export function MarketPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useLiveMarket();
  const offers = useQuery({ ...listOffersOptions(), placeholderData: keepPreviousData });
  const regions = useQuery(listRegionsOptions());
  const change = (changed: MarketSearch) =>
    void navigate({
      search: (before) => ({ ...before, ...changed }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page title={t('market.title')} lead={t('market.lead')}>
      <Answer query={offers} loading={<Loading />}>
        {(data) => <Market offers={data} regions={regions.data ?? []} search={search} onChange={change} />}
      </Answer>
    </Page>
  );
}

function Loading() {
  return (
    <Panel flush>
      <OfferSkeleton />
    </Panel>
  );
}
