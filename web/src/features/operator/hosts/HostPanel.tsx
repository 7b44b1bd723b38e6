import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { CardView, HostView } from '../../../api';
import { Bar } from '../../../ui/Bar';
import { count, gigabytes, time } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { CardStrip } from './CardStrip';
import { faultWords } from './faults';
import { HostActs } from './HostActs';
import styles from './HostPanel.module.css';
import { holdersOf, obstacleOf, poolPercent, standingOf, type Rules } from './hosts';
import { HostState } from './HostState';

/** Above these a pool is shown as filling up, and as nearly full. */
const POOL_ATTENTION = 80;
const POOL_FAILED = 92;

export interface HostPanelProps {
  host: HostView;
  rules: Rules;
  prices: ReadonlyMap<string, number> | null;
  /** Names of instances by id, as far as they are known. */
  names: ReadonlyMap<string, string>;
  now: number;
  /** The address points at it. */
  pointedAt: boolean;
  onChooseCard: (card: CardView) => void;
}

/** One host: how it stands, what it has, who has its cards, and what may be done to it. */
export function HostPanel({ host, rules, prices, names, now, pointedAt, onChooseCard }: HostPanelProps) {
  const { t } = useTranslation();
  const standing = standingOf(host, now);
  return (
    <article
      id={host.id}
      className={`${styles.host} ${pointedAt ? styles.pointedAt : ''}`}
      aria-label={host.name}
    >
      <header className={styles.head}>
        <h2 className={styles.name}>
          <span className="quiet">{host.region} · </span>
          {host.name}
        </h2>
        <HostState standing={standing} />
        {host.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        <div className={styles.acts}>
          <HostActs host={host} rules={rules} />
        </div>
      </header>
      <div className={styles.body}>
        <Trouble host={host} rules={rules} now={now} />
        <Means host={host} />
        <CardStrip cards={host.cards} prices={prices} onChoose={onChooseCard} />
        <Holders host={host} names={names} />
        {standing !== 'open' && standing !== host.state && (
          <p className="quiet small">{t('hosts.allowed', { state: t(`hosts.standing.${host.state}`) })}</p>
        )}
      </div>
    </article>
  );
}

/** Why nothing can be rented here, where that is not what the operator asked for. */
function Trouble({ host, rules, now }: { host: HostView; rules: Rules; now: number }) {
  const { t } = useTranslation();
  switch (standingOf(host, now)) {
    case 'unreachable':
      return (
        <p className={styles.failed}>
          {host.last_seen_at === null
            ? t('hosts.trouble.never_seen')
            : t('hosts.trouble.unreachable', { time: time(host.last_seen_at) })}
        </p>
      );
    case 'fault':
      return <p className={styles.failed}>{faultWords(host.fault ?? '')}</p>;
    case 'expired':
      return <p className={styles.attention}>{t('hosts.trouble.expired')}</p>;
    case 'draining': {
      const holders = holdersOf(host.cards).length;
      return (
        <p className="quiet">
          {holders === 0 ? t('hosts.draining_empty') : t('hosts.draining_lead', { count: holders })}
        </p>
      );
    }
    case 'open': {
      const obstacle = obstacleOf(host, rules);
      if (obstacle === null) return null;
      return (
        <p className={styles.attention}>
          {t(`hosts.obstacle.${obstacle}`, { percent: rules.poolReserve ?? 0 })}
        </p>
      );
    }
    default:
      return null;
  }
}

function Means({ host }: { host: HostView }) {
  const { t } = useTranslation();
  const until = host.rentable_until;
  return (
    <dl className={styles.means}>
      <div>
        <dt>{t('hosts.cpu')}</dt>
        <dd title={host.cpu_model}>
          {t('hosts.threads', { count: host.cpu_threads, threads: count(host.cpu_threads) })}
        </dd>
        <dd className={styles.model}>{host.cpu_model}</dd>
      </div>
      <div>
        <dt>{t('hosts.memory')}</dt>
        <dd>{gigabytes(host.memory_gb)}</dd>
      </div>
      <div className={styles.pool}>
        <dt>{t('hosts.pool')}</dt>
        <dd>
          <Pool pool={host.pool} />
        </dd>
      </div>
      <div>
        <dt>{t('hosts.until')}</dt>
        <dd>{until === null ? t('hosts.for_ever') : time(Date.parse(until) - 1)}</dd>
      </div>
      {host.address !== null && (
        <div>
          <dt>{t('hosts.host_address')}</dt>
          <dd>
            <code>{host.address}</code>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Pool({ pool }: { pool: HostView['pool'] }) {
  const { t } = useTranslation();
  if (pool.total_gb <= 0) return <>{t('hosts.no_pool')}</>;
  const percent = poolPercent(pool);
  const tone = percent >= POOL_FAILED ? 'failed' : percent >= POOL_ATTENTION ? 'attention' : 'accent';
  return (
    <>
      {t('hosts.pool_free', { free: gigabytes(pool.free_gb), total: gigabytes(pool.total_gb) })}{' '}
      <span className="quiet">{pool.driver}</span>
      <Bar percent={percent} label={t('hosts.pool_used')} tone={tone} />
    </>
  );
}

/** Links to the instances that have cards here. */
function Holders({ host, names }: { host: HostView; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation();
  const holders = holdersOf(host.cards);
  if (holders.length === 0) return null;
  return (
    <div className={styles.holders}>
      <span className="quiet">{t('hosts.rented_by')}</span>
      {holders.map(([id, cards]) => (
        <Link key={id} to="/operator/instances" search={{ instance: id }} className={styles.holder}>
          {t('hosts.holding', { count: cards, cards, name: names.get(id) ?? id })}
        </Link>
      ))}
      <Link to="/operator/instances" search={{ host: host.id }} className="small">
        {t('hosts.all_here')}
      </Link>
    </div>
  );
}
