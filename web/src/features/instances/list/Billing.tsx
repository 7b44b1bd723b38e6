import { useTranslation } from 'react-i18next';

import type { LiveRunOut } from '../../../api';
import { money, time } from '../../../ui/format';
import { useNow } from '../../../ui/ticking';
import { owedNow } from '../charge';
import { countdown } from '../countdown';
import type { Instance } from '../model';
import styles from './List.module.css';

interface BillingProps {
  instance: Instance;
  /** When it was fetched: what it owes grows from then on. */
  seenAt: number;
}

/** What an hour costs, what this run has cost, and when an instance that is off will be gone. */
export function Billing({ instance, seenAt }: BillingProps) {
  const { t } = useTranslation();
  const { run, release_at: releaseAt } = instance;
  // Once its release has begun there is nothing left to count down to.
  const counts = instance.state === 'stopped' || instance.state === 'failed';
  const price = money(run?.price_per_hour ?? instance.price_per_hour);
  return (
    <div className={styles.stack}>
      <span className={run === null ? 'quiet' : undefined}>
        <span className={styles.mode}>{t('instances.pay_as_you_go')}</span>{' '}
        <span className={`num ${styles.price}`}>{t('common.per_hour', { amount: price })}</span>
      </span>
      {run !== null && (
        <span className="small">
          <span className="quiet">{t('instances.this_run')}</span> <Owed run={run} seenAt={seenAt} />
        </span>
      )}
      {run?.paused === true && <span className={`small ${styles.attention}`}>{t('instances.paused')}</span>}
      {counts && releaseAt !== null && <Release at={releaseAt} />}
    </div>
  );
}

/** Grows by the second, cut and never rounded up. */
export function Owed({ run, seenAt }: { run: LiveRunOut; seenAt: number }) {
  const now = useNow();
  return <strong className="num">{money(owedNow(run, seenAt, now))}</strong>;
}

/** "15 天后释放": amber in the last three days, red on the last. */
export function Release({ at }: { at: string }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const { left, urgency } = countdown(at, now);
  return (
    <time
      className={`small num ${urgency === 'calm' ? 'quiet' : styles[urgency]}`}
      dateTime={at}
      title={time(at, 'full')}
    >
      {left === '' ? t('instances.released_soon') : t('instances.released_in', { time: left })}
    </time>
  );
}
