import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../../api';
import { Chips } from '../Chips';
import { countChoices, serves } from '../offers';
import styles from './Create.module.css';

const ALL_SHOWN = 8;

function choices(offer: OfferView, count: number): number[] {
  if (offer.total > ALL_SHOWN) return countChoices([offer], count);
  return Array.from({ length: offer.total }, (_, place) => place + 1);
}

interface CountFieldProps {
  offer: OfferView;
  /** False when the host cannot be rented any more; how many were idle is then of no use. */
  there: boolean;
  count: number;
  onChange: (count: number) => void;
}

/** As many cards as the host has; more than are idle cannot be chosen now. */
export function CountField({ offer, there, count, onChange }: CountFieldProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Chips
        label={t('market.count')}
        chips={choices(offer, count).map((value) => ({
          value,
          label: value,
          disabled: !serves(offer, value),
        }))}
        value={count}
        onChange={onChange}
      />
      {there && (
        <p className={styles.hint}>
          {t(offer.idle < offer.total ? 'create.idle_now' : 'create.idle_all', {
            idle: offer.idle,
            total: offer.total,
          })}
        </p>
      )}
    </div>
  );
}
