import { useTranslation } from 'react-i18next';

import type { OfferView, QuoteView, RulesView } from '../../../api';
import { Banner } from '../../../ui/Banner';
import { lasting, gigabytes, money } from '../../../ui/format';
import { costOf, upToCent, type Cost, type Cover } from '../cost';
import styles from './Cost.module.css';

interface CostSummaryProps {
  offer: OfferView;
  quote: QuoteView;
  rules: RulesView | undefined;
  cover: Cover | undefined;
  /** The figures are of a moment ago, the new ones are on their way. */
  stale: boolean;
}

/** What it costs, what there is, and for how long that lasts: every figure follows the choices. */
export function CostSummary({ offer, quote, rules, cover, stale }: CostSummaryProps) {
  const { t } = useTranslation();
  const cost = costOf(quote, offer.data_disk_gb, rules?.data_disk_price_per_gb_day ?? null);
  return (
    <div className={`${styles.summary} ${stale ? styles.stale : ''}`} aria-busy={stale}>
      <div className={styles.head}>
        <span>{`${quote.count} × ${quote.model}`}</span>
        <HourlyPrice cost={cost} />
      </div>
      <dl className={styles.lines}>
        <dt>{t('create.disk_line', { size: gigabytes(quote.data_disk_gb) })}</dt>
        <dd>
          {cost.diskPerDay === 0
            ? t('create.free')
            : t('common.per_day', { amount: `+${money(cost.diskPerDay)}` })}
        </dd>
        <dt>{t('create.whole_day')}</dt>
        <dd>{money(cost.perDay)}</dd>
      </dl>
      <dl className={styles.lines}>
        <dt>{t('create.balance')}</dt>
        <dd>{cover === undefined ? '…' : money(cover.available)}</dd>
        <dt>{cover !== undefined && cover.reserved > 0 ? t('create.lasts_all') : t('create.lasts')}</dt>
        <dd>
          <Lasting cover={cover} />
        </dd>
      </dl>
      {cover !== undefined && !cover.sufficient && <Insufficient cost={cost} cover={cover} />}
    </div>
  );
}

function Lasting({ cover }: { cover: Cover | undefined }) {
  const { t } = useTranslation();
  if (cover === undefined) return '…';
  return cover.lastsMs === null ? t('create.lasts_ever') : lasting(cover.lastsMs);
}

function HourlyPrice({ cost }: { cost: Cost }) {
  const { t } = useTranslation();
  return (
    <span className={styles.big}>
      {cost.listPerHour !== null && (
        <del className={styles.list}>
          <span className="visually-hidden">{t('market.before_discount')} </span>
          {money(cost.listPerHour)}
        </del>
      )}
      <strong>{money(cost.perHour)}</strong>
      {t('market.each_hour')}
    </span>
  );
}

function Insufficient({ cost, cover }: { cost: Cost; cover: Cover }) {
  const { t } = useTranslation();
  const hour = money(upToCent(cost.required));
  return (
    <Banner tone="attention" title={t('create.missing', { amount: money(cover.missing) })}>
      {cover.reserved > 0
        ? t('create.missing_why_running', { hour, reserved: money(upToCent(cover.reserved)) })
        : t('create.missing_why', { hour })}
    </Banner>
  );
}

/** The three things that surprise people later, said before. */
export function Consequences({ rules, offer }: { rules: RulesView | undefined; offer: OfferView }) {
  const { t } = useTranslation();
  const days = rules?.retention_days;
  return (
    <dl className={styles.consequences}>
      <dt>{t('create.clock')}</dt>
      <dd>{t('create.clock_says')}</dd>
      <dt>{t('create.cards')}</dt>
      <dd>{t('create.cards_say')}</dd>
      <dt>{t('create.disks')}</dt>
      <dd>
        {days === undefined
          ? t('create.disks_say_kept')
          : t('create.disks_say', { days, free: gigabytes(offer.data_disk_gb) })}
      </dd>
    </dl>
  );
}
