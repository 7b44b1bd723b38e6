import { Link, useRouteContext } from '@tanstack/react-router';
import { Button } from 'antd';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { OfferView, RegionView } from '../../api';
import type { MarketSearch } from '../../routes/search';
import { Empty } from '../../ui/Answer';
import { count as number } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { Filters } from './Filters';
import { Nearest } from './Nearest';
import { nearest } from './nearest';
import { arranged, matching, serves } from './offers';
import { OfferTable } from './OfferTable';

interface MarketProps {
  offers: OfferView[];
  regions: RegionView[];
  search: MarketSearch;
  onChange: (changed: MarketSearch) => void;
}

/** The filters and the rows they leave, for offers that are there already. */
export function Market({ offers, regions, search, onChange }: MarketProps) {
  const { t } = useTranslation();
  if (offers.length === 0) return <NothingToRent />;
  const silent = regions.filter((region) => !region.reachable).map((region) => region.name);
  return (
    <>
      <Filters offers={offers} search={search} onChange={onChange} />
      {silent.length > 0 && (
        <p className="quiet">{t('market.region_silent', { regions: silent.join(', ') })}</p>
      )}
      <Rows offers={offers} search={search} onChange={onChange} />
    </>
  );
}

function Rows({ offers, search, onChange }: Omit<MarketProps, 'regions'>) {
  const { t } = useTranslation();
  // The chips answer at once; many rows may follow a frame later.
  const { region, model, count = 1, sort = 'price', idle = false } = useDeferredValue(search);
  const found = useMemo(
    () => arranged(matching(offers, { region, model }), count, sort),
    [offers, region, model, count, sort],
  );
  const able = found.filter((offer) => serves(offer, count)).length;
  const listKey = [region, model, count, sort, idle].join(' ');
  const rows = idle ? found.slice(0, able) : found;
  return (
    <Panel
      flush
      title={t('market.found', {
        count: found.length,
        total: number(found.length),
        able: number(able),
        cards: count,
      })}
      extra={
        idle &&
        able < found.length && (
          <Button type="text" size="small" onClick={() => onChange({ idle: undefined })}>
            {t('market.show_hidden', { hidden: number(found.length - able) })}
          </Button>
        )
      }
    >
      {able === 0 && (
        <Nearest
          title={t(model === undefined ? 'market.no_match_any' : 'market.no_match', {
            cards: count,
            model,
            where: region === undefined ? '' : t('market.in_region', { region }),
          })}
          suggestions={nearest(offers, { region, model, count })}
          onChoose={({ wanted }) =>
            onChange({
              region: wanted.region,
              model: wanted.model,
              count: wanted.count === 1 ? undefined : wanted.count,
            })
          }
        />
      )}
      {rows.length > 0 && (
        <OfferTable key={listKey} offers={rows} count={count} image={search.image} listKey={listKey} />
      )}
    </Panel>
  );
}

function NothingToRent() {
  const { t } = useTranslation();
  const { user } = useRouteContext({ from: '/framed' });
  const operates = user.role === 'operator';
  return (
    <Panel>
      <Empty
        title={t('market.nothing')}
        action={
          operates && (
            <Link to="/operator/hosts">
              <Button type="primary">{t('market.nothing_operator')}</Button>
            </Link>
          )
        }
      >
        {operates ? t('market.nothing_operator_lead') : t('market.nothing_lead')}
      </Empty>
    </Panel>
  );
}
