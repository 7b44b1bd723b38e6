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

/** As many cards as the host has; more than are idle cannot be chosen now. */
export function CountField(props: { offer: OfferView; count: number; onChange: (count: number) => void }) {
  const { t } = useTranslation();
  const { offer, count } = props;
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
        onChange={props.onChange}
      />
      <p className={styles.hint}>
        {t(offer.idle < offer.total ? 'create.idle_now' : 'create.idle_all', {
          idle: offer.idle,
          total: offer.total,
        })}
      </p>
    </div>
  );
}
