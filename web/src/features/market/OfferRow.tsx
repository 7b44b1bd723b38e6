import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../api';
import { gigabytes, micros, money, time } from '../../ui/format';
import { SimulatedTag } from '../instances/InstanceState';
import styles from './OfferTable.module.css';
import { serves } from './offers';

export interface OfferRowProps {
  offer: OfferView;
  count: number;
  /** Where the row's button leads, for so many cards. */
  hrefOf: (offer: OfferView, count: number) => string;
  onOpen: (offer: OfferView, count: number) => void;
  /** Somebody is about to press it. */
  onNear: (offer: OfferView) => void;
}

/** One card model on one host. Drawn anew only when its offer or the wished number of cards changes. */
export const OfferRow = memo(function OfferRow(props: OfferRowProps) {
  const { t } = useTranslation();
  const { offer, count } = props;
  const able = serves(offer, count);
  return (
    <tr className={`${styles.row} ${able ? '' : styles.unable}`}>
      <th scope="row" className={styles.host}>
        <span className={styles.name}>
          {offer.host_name} {offer.simulated && <SimulatedTag />}
        </span>
        <small>
          {offer.region}
          {offer.rentable_until !== null &&
            ` · ${t('market.until', { date: time(offer.rentable_until, 'date') })}`}
        </small>
      </th>
      <td className={styles.cards}>
        <span className={styles.model}>
          {offer.model} <span className={styles.memory}>{gigabytes(offer.memory_gb)}</span>
        </span>
        <small className={styles.stock}>
          {t('market.idle_of', { idle: offer.idle, total: offer.total })}
          <Pips idle={offer.idle} total={offer.total} />
        </small>
      </td>
      <td>
        {t('market.share', { count: offer.cpu_per_card, memory: gigabytes(offer.ram_gb_per_card, 1) })}
        <small className={styles.cut} title={offer.cpu_model}>
          {offer.cpu_model}
        </small>
      </td>
      <td className={styles.line}>
        {t('market.system_disk', { size: gigabytes(offer.system_disk_gb) })}
        <small>
          <DataDisk offer={offer} />
        </small>
      </td>
      <td className={styles.line}>
        {offer.cuda_version === null
          ? t('market.cuda_unknown')
          : t('market.cuda', { version: offer.cuda_version })}
        <small>
          {offer.driver_version === null
            ? t('market.driver_unknown')
            : t('market.driver', { version: offer.driver_version })}
        </small>
      </td>
      <td className={styles.price}>
        <Price offer={offer} count={count} />
      </td>
      <td className={styles.act}>
        <Act {...props} able={able} />
      </td>
    </tr>
  );
});

const MOST_PIPS = 16;

/** One mark per card, full where it is idle: to be compared down the column without reading. */
function Pips({ idle, total }: { idle: number; total: number }) {
  if (total > MOST_PIPS) return null;
  return (
    <span className={styles.pips} aria-hidden="true">
      {Array.from({ length: total }, (_, place) => (
        <i key={place} className={place < idle ? styles.pipIdle : styles.pipTaken} />
      ))}
    </span>
  );
}

function DataDisk({ offer }: { offer: OfferView }) {
  const { t } = useTranslation();
  const [free, max] = [gigabytes(offer.data_disk_gb), gigabytes(offer.data_disk_max_gb)];
  if (offer.data_disk_max_gb <= offer.data_disk_gb) return t('market.data_disk_fixed', { free });
  return t('market.data_disk', { free, max });
}

function Price({ offer, count }: { offer: OfferView; count: number }) {
  const { t } = useTranslation();
  const each = micros(offer.price_per_hour);
  const list = micros(offer.list_price_per_hour);
  return (
    <>
      <span>
        {list > each && (
          <del className={styles.list}>
            <span className="visually-hidden">{t('market.before_discount')} </span>
            {money(list)}
          </del>
        )}{' '}
        <strong>{money(each)}</strong>
        {t('market.each_hour')}
      </span>
      {count > 1 && <small>{t('market.times', { count, amount: money(each * count) })}</small>}
    </>
  );
}

function Act({ offer, count, able, hrefOf, onOpen, onNear }: OfferRowProps & { able: boolean }) {
  const { t } = useTranslation();
  const cards = able ? count : offer.idle;
  const open = (event: MouseEvent) => {
    // A new tab or window is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(offer, cards);
  };
  return (
    <>
      {!able && (
        <span className={styles.why}>
          {offer.idle === 0
            ? t('market.none_idle')
            : t('market.too_few', { idle: offer.idle, wanted: count })}
        </span>
      )}
      {cards > 0 && (
        <a
          className={able ? styles.rent : styles.rentFewer}
          href={hrefOf(offer, cards)}
          onClick={open}
          onPointerEnter={() => onNear(offer)}
          onFocus={() => onNear(offer)}
        >
          {able ? t('market.rent', { cards }) : t('market.rent_fewer', { cards })}
          <span className="visually-hidden">
            {t('market.rent_on', { model: offer.model, host: offer.host_name })}
          </span>
        </a>
      )}
    </>
  );
}
