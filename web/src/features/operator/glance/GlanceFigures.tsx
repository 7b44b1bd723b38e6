import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { OverviewOut } from '../../../api';
import { Figure, Figures } from '../../../ui/Facts';
import { count, money, time } from '../../../ui/format';
import { wordsOf } from '../../../ui/words';
import { instanceStates, utcMidnight } from './figures';
import styles from './GlanceFigures.module.css';

/** The numbers of the shop: what is rented and done, and what that earns. */
export function GlanceFigures({ overview, now }: { overview: OverviewOut; now: number }) {
  const since = time(utcMidnight(now), 'clock');
  return (
    <div className={styles.groups}>
      <Rented overview={overview} since={since} />
      <Earned overview={overview} since={since} />
    </div>
  );
}

/** `since`: when the platform's day began, on the reader's clock. */
interface GroupProps {
  overview: OverviewOut;
  since: string;
}

function Rented({ overview, since }: GroupProps) {
  const { t } = useTranslation();
  const { cards, hosts, operations_failed_today: failed } = overview;
  const states = instanceStates(overview.instances);
  return (
    <Figures>
      <Figure
        name={<Link to="/operator/hosts">{t('operator.cards_rented')}</Link>}
        value={<Share part={cards.rented} whole={cards.total} />}
        note={
          <>
            {t('operator.cards_note', { idle: cards.idle, cordoned: cards.cordoned })}
            {' · '}
            <Trouble many={cards.broken}>{t('operator.cards_broken', { broken: cards.broken })}</Trouble>
          </>
        }
      />
      <Figure
        name={<Link to="/operator/hosts">{t('operator.hosts_open')}</Link>}
        value={<Share part={hosts.open} whole={hosts.total} />}
        note={
          <>
            {t('operator.hosts_note', { draining: hosts.draining, closed: hosts.closed })}
            {' · '}
            <Trouble many={hosts.unreachable}>
              {t('operator.hosts_unreachable', { unreachable: hosts.unreachable })}
            </Trouble>
          </>
        }
      />
      <Figure
        name={<Link to="/operator/instances">{t('operator.instances_running')}</Link>}
        value={count(states.running)}
        note={
          states.others.length === 0
            ? t('operator.no_others')
            : states.others
                .map(([state, many]) => `${wordsOf(`states.${state}`, state)} ${count(many)}`)
                .join(' · ')
        }
      />
      <Figure
        name={
          <Link to="/operator/instances" search={{ tab: 'operations' }}>
            {t('operator.operations')}
          </Link>
        }
        value={count(overview.operations_under_way)}
        note={
          <Trouble many={failed}>
            {failed === 0
              ? t('operator.none_failed', { since })
              : t('operator.failed_today', { count: failed, since })}
          </Trouble>
        }
      />
    </Figures>
  );
}

function Earned({ overview, since }: GroupProps) {
  const { t } = useTranslation();
  return (
    <Figures>
      <Figure
        name={<Link to="/operator/ledger">{t('operator.revenue_today')}</Link>}
        value={money(overview.charged_today)}
        note={t('operator.revenue_today_note', { since })}
      />
      <Figure
        name={t('operator.burn')}
        value={money(overview.burn_per_hour)}
        note={t('operator.burn_note')}
      />
      <Figure
        name={<Link to="/operator/users">{t('operator.owed')}</Link>}
        value={money(overview.balance_owed)}
        note={t('operator.owed_note')}
      />
      <Figure
        name={<Link to="/operator/users">{t('operator.users')}</Link>}
        value={count(overview.users)}
        note={t('operator.users_note')}
      />
    </Figures>
  );
}

function Share({ part, whole }: { part: number; whole: number }) {
  return (
    <>
      {count(part)} <span className={styles.whole}>/ {count(whole)}</span>
    </>
  );
}

/** Stands out where there is any. */
function Trouble({ many, children }: { many: number; children: string }) {
  return <span className={many > 0 ? styles.failed : undefined}>{children}</span>;
}
