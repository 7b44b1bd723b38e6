import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ModelView, OfferView } from '../../api';
import { listModelsOptions, listOffersOptions } from '../../api/@tanstack/react-query.gen';
import { useLiveMarket } from '../../app/live';
import { Answer } from '../../ui/Answer';
import { count, gigabytes, money } from '../../ui/format';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Page';
import { SimulatedTag } from '../instances/InstanceState';
import { bestOffer } from './best';
import styles from './Market.module.css';

/** Idle cards and prices per model, live; one click leads to the order on the cheapest host that has one. */
export function MarketPanel({ className = '' }: { className?: string }) {
  const { t } = useTranslation();
  useLiveMarket();
  const models = useQuery(listModelsOptions());
  const offers = useQuery(listOffersOptions());
  return (
    <Panel
      flush
      className={className}
      title={t('overview.market')}
      extra={
        <Link to="/market" className="small">
          {t('overview.whole_market')}
        </Link>
      }
    >
      <Answer
        query={models}
        loading={<Skeleton active title={false} paragraph={{ rows: 3 }} className={styles.loading} />}
      >
        {(all) =>
          all.length === 0 ? (
            <p className={styles.none}>{t('overview.no_cards')}</p>
          ) : (
            <table className={styles.table}>
              <caption className="visually-hidden">{t('overview.market')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('overview.model')}</th>
                  <th scope="col">{t('overview.idle')}</th>
                  <th scope="col" className={styles.number}>
                    {t('overview.price')}
                  </th>
                  <th scope="col">
                    <span className="visually-hidden">{t('common.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <Row key={one.model} model={one} best={bestOffer(offers.data ?? [], one.model)} />
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
    </Panel>
  );
}

function Row({ model, best }: { model: ModelView; best: OfferView | null }) {
  const { t } = useTranslation();
  const { model: name, idle, total } = model;
  return (
    <tr className={idle === 0 ? styles.soldOut : undefined}>
      <th scope="row">
        {name} <span className="quiet small">{gigabytes(model.memory_gb)}</span>{' '}
        {model.simulated && <SimulatedTag />}
      </th>
      <td className={styles.idle}>
        <strong className={idle > 0 ? styles.some : undefined}>{count(idle)}</strong>
        <span className="quiet"> / {count(total)}</span>
      </td>
      <td className={styles.number}>{t('common.per_hour', { amount: money(model.price_from) })}</td>
      <td className={styles.act}>
        {best === null ? (
          <LinkButton
            size="small"
            type="text"
            to="/market"
            search={{ model: name }}
            aria-label={t('overview.see_model', { model: name })}
          >
            {t('overview.see')}
          </LinkButton>
        ) : (
          <LinkButton
            size="small"
            to="/market/$hostId"
            params={{ hostId: best.host_id }}
            search={{ model: name, count: 1 }}
            aria-label={t('overview.rent_model', { model: name })}
          >
            {t('overview.rent_short')}
          </LinkButton>
        )}
      </td>
    </tr>
  );
}
