import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../api';
import { getAboutOptions, listImagesOptions, listOffersOptions } from '../api/@tanstack/react-query.gen';
import { useLiveMarket } from '../app/live';
import { CreateForm } from '../features/market/create/CreateForm';
import { matching } from '../features/market/offers';
import { Answer, Empty } from '../ui/Answer';
import { LinkButton } from '../ui/LinkButton';
import { Page, Panel } from '../ui/Page';

const route = getRouteApi('/framed/market/$hostId');

/** One page to order an instance: decisions on the left, their consequences on the right. */
export function CreatePage() {
  const { t } = useTranslation();
  const { hostId } = route.useParams();
  useLiveMarket();
  const offers = useQuery(listOffersOptions());
  return (
    <Page title={t('create.title')}>
      <Answer query={offers} loading={<Loading />}>
        {(all) => <OfOffer key={hostId} offers={all} hostId={hostId} />}
      </Answer>
    </Page>
  );
}

/** Keeps an offer that is withdrawn while somebody fills in the form: what was chosen must not vanish with it. */
function OfOffer({ offers, hostId }: { offers: OfferView[]; hostId: string }) {
  const search = route.useSearch();
  const [seen, setSeen] = useState<OfferView>();
  const model = search.model ?? seen?.model;
  const found = matching(offers, { model }).find((offer) => offer.host_id === hostId);
  if (found !== undefined && found !== seen) setSeen(found);
  const images = useQuery(listImagesOptions());
  const about = useQuery(getAboutOptions());
  if (seen === undefined) return <NotThere model={search.model} count={search.count} />;
  return (
    <Answer query={images} loading={<Loading />}>
      {(all) => (
        <CreateForm
          key={seen.model}
          offer={found ?? seen}
          there={found !== undefined}
          offers={offers}
          images={all}
          rules={about.data?.rules}
          search={search}
        />
      )}
    </Answer>
  );
}

function NotThere({ model, count }: { model?: string; count?: number }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <Empty
        title={t('create.not_there')}
        action={
          <LinkButton type="primary" to="/market" search={{ model, count }}>
            {t('create.to_market')}
          </LinkButton>
        }
      >
        {t('create.not_there_lead')}
      </Empty>
    </Panel>
  );
}

function Loading() {
  return (
    <Panel>
      <Skeleton active paragraph={{ rows: 12 }} />
    </Panel>
  );
}
