import { useTranslation } from 'react-i18next';

import type { CardView } from '../../../api';
import { gigabytes, money } from '../../../ui/format';
import { SimulatedTag } from '../../instances/InstanceState';
import styles from './CardStrip.module.css';
import { cardState, groupsOf, isBroken, type CardState, type ModelGroup } from './hosts';

/** One sign per state, so that no state is told by colour alone. */
const SIGNS: Record<CardState, string> = {
  rented: '●',
  idle: '',
  cordoned: '∥',
  faulty: '!',
  missing: '?',
};

interface StripProps {
  cards: CardView[];
  /** What a renter pays for one card and hour, by model; a model that is not in it has no price; null while that is not known. */
  prices: ReadonlyMap<string, number> | null;
  onChoose: (card: CardView) => void;
}

/** All cards of a host, a line per model: how many are idle, for how much, and a cell for each. */
export function CardStrip({ cards, prices, onChoose }: StripProps) {
  const { t } = useTranslation();
  const groups = groupsOf(cards);
  if (groups.length === 0) return <p className="quiet">{t('hosts.no_cards')}</p>;
  return (
    <div className={styles.groups}>
      {groups.map((group) => (
        <Group
          key={group.model}
          group={group}
          price={prices === null ? null : prices.get(group.model)}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
}

function Group({
  group,
  price,
  onChoose,
}: {
  group: ModelGroup;
  price: number | null | undefined;
  onChoose: (card: CardView) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.group}>
      <div className={styles.model}>
        <strong>{group.model}</strong>
        <span className="quiet">{gigabytes(group.memoryGb)}</span>
        {group.simulated && <SimulatedTag />}
      </div>
      <ul className={styles.cells} aria-label={t('hosts.cards_of', { model: group.model })}>
        {group.cards.map((card, place) => (
          <li key={card.id}>
            <Cell card={card} number={place + 1} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      <div className={`${styles.sums} num`}>
        <span>{t('hosts.idle_of', { idle: group.counts.idle, total: group.cards.length })}</span>
        {price === undefined && <span className={styles.unpriced}>{t('hosts.unpriced')}</span>}
        {typeof price === 'number' && (
          <span className="quiet">{t('common.per_hour', { amount: money(price, { exact: true }) })}</span>
        )}
      </div>
    </div>
  );
}

function Cell({
  card,
  number,
  onChoose,
}: {
  card: CardView;
  number: number;
  onChoose: (card: CardView) => void;
}) {
  const { t } = useTranslation();
  const state = cardState(card);
  const marked = state === 'rented' && (isBroken(card) || card.cordoned);
  const words = t('hosts.card_label', { model: card.model, number, state: t(`hosts.card.${state}`) });
  return (
    <button
      type="button"
      className={`${styles.cell} ${styles[state]} ${marked ? styles.marked : ''}`}
      aria-label={marked ? t('hosts.card_label_marked', { words }) : words}
      title={words}
      onClick={() => onChoose(card)}
    >
      <span aria-hidden="true">{SIGNS[state]}</span>
    </button>
  );
}

const LEGEND: CardState[] = ['idle', 'rented', 'cordoned', 'faulty', 'missing'];

/** What the signs in the cells mean. */
export function CardLegend() {
  const { t } = useTranslation();
  return (
    <ul className={styles.legend} aria-label={t('hosts.legend')}>
      {LEGEND.map((state) => (
        <li key={state}>
          <span className={`${styles.cell} ${styles.sample} ${styles[state]}`} aria-hidden="true">
            {SIGNS[state]}
          </span>
          {t(`hosts.card.${state}`)}
        </li>
      ))}
    </ul>
  );
}
