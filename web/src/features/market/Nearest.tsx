import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { micros, money } from '../../ui/format';
import styles from './Nearest.module.css';
import type { Suggestion } from './nearest';

interface NearestProps {
  title: string;
  suggestions: Suggestion[];
  onChoose: (suggestion: Suggestion) => void;
  /** Stands by itself and not at the head of a list. */
  boxed?: boolean;
}

/** Nothing idle matches: what comes closest, one press away. */
export function Nearest({ title, suggestions, onChoose, boxed = false }: NearestProps) {
  const { t } = useTranslation();
  return (
    <div className={`${styles.nearest} ${boxed ? styles.boxed : ''}`} role="status">
      <p className={styles.title}>{title}</p>
      {suggestions.length > 0 && (
        <ul className={styles.list}>
          {suggestions.map((one) => (
            <li key={`${one.kind} ${one.offer.host_id} ${one.offer.model}`}>
              <Button onClick={() => onChoose(one)}>
                <SuggestionWords suggestion={one} />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet small">{t('market.keeps_itself')}</p>
    </div>
  );
}

function SuggestionWords({ suggestion: { kind, offer, wanted } }: { suggestion: Suggestion }) {
  const { t } = useTranslation();
  const kinds = {
    host: t('market.near_host', { host: offer.host_name }),
    fewer: t('market.near_fewer'),
    region: t('market.near_region', { region: offer.region }),
    model: t('market.near_model'),
    any: t('market.near_any', { region: offer.region }),
  };
  const price = t('common.per_hour', { amount: money(micros(offer.price_per_hour) * wanted.count) });
  return (
    <span className={styles.words}>
      <span>
        <span className="quiet">{kinds[kind]}</span>{' '}
        <strong className="num">{`${wanted.count} × ${offer.model}`}</strong>
      </span>
      <span className="num quiet">{price}</span>
    </span>
  );
}
