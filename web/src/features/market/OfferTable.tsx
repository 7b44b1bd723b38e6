import { defaultStringifySearch, useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../api';
import { count as number } from '../../ui/format';
import { useGrowing } from '../../ui/growing';
import { OfferRow } from './OfferRow';
import styles from './OfferTable.module.css';

/** What the create page is asked for; one card is what it assumes anyway. */
function askFor(offer: OfferView, cards: number, image: string | undefined) {
  return { model: offer.model, count: cards === 1 ? undefined : cards, image };
}

const STEP = 40;
/** How far the last list was drawn, so that coming back finds the place that was left. */
let remembered = { key: '', shown: STEP };

function useRemembered(total: number, key: string) {
  const [shown, end] = useGrowing(total, STEP, remembered.key === key ? remembered.shown : STEP);
  useEffect(() => {
    remembered = { key, shown };
  }, [key, shown]);
  return { shown, end };
}

interface OfferTableProps {
  offers: OfferView[];
  count: number;
  /** The image that was chosen before the host, if one was. */
  image: string | undefined;
  /** What was asked for. Also to be given as `key`: another list begins at its top. */
  listKey: string;
}

export function OfferTable({ offers, count, image, listKey }: OfferTableProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const { shown, end } = useRemembered(offers.length, listKey);
  const hrefOf = useCallback(
    (offer: OfferView, cards: number) =>
      `/market/${encodeURIComponent(offer.host_id)}${defaultStringifySearch(askFor(offer, cards, image))}`,
    [image],
  );
  const onOpen = useCallback(
    (offer: OfferView, cards: number) =>
      void navigate({
        to: '/market/$hostId',
        params: { hostId: offer.host_id },
        search: askFor(offer, cards, image),
      }),
    [navigate, image],
  );
  const onNear = useCallback(
    (offer: OfferView) =>
      void router.preloadRoute({ to: '/market/$hostId', params: { hostId: offer.host_id }, search: {} }),
    [router],
  );
  return (
    <>
      <table className={styles.table}>
        <caption className="visually-hidden">{t('market.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('market.column_host')}</th>
            <th scope="col">GPU</th>
            <th scope="col">{t('market.column_share')}</th>
            <th scope="col">{t('market.column_disks')}</th>
            <th scope="col">{t('market.column_software')}</th>
            <th scope="col" className={styles.price}>
              {t('market.column_price')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('common.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {offers.slice(0, shown).map((offer) => (
            <OfferRow
              key={`${offer.host_id} ${offer.model}`}
              offer={offer}
              count={count}
              hrefOf={hrefOf}
              onOpen={onOpen}
              onNear={onNear}
            />
          ))}
        </tbody>
      </table>
      {shown < offers.length && (
        <div ref={end} className={styles.end}>
          {t('market.shown', { shown: number(shown), total: number(offers.length) })}
        </div>
      )}
    </>
  );
}

/** Stands where the rows will, in their size. */
export function OfferSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row} className={styles.skeletonRow}>
          {Array.from({ length: 6 }, (_unused, cell) => (
            <i key={cell} />
          ))}
        </div>
      ))}
    </div>
  );
}
