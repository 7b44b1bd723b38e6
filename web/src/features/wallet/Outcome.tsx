import { useTranslation } from 'react-i18next';

import type { RulesView } from '../../api';
import { dayOf, dayShort } from '../../ui/days';
import { duration, money } from '../../ui/format';
import { LinkButton } from '../../ui/LinkButton';
import styles from './Forecast.module.css';
import type { Burner } from './forecast';
import { missing } from './standing';
import type { LiveStanding } from './useStanding';

const DAY_MS = 86_400_000;
const SPANS = [1, 3, 7, 30];

/** What the platform does at zero, by its own rules. */
export function WhatHappens({ all, rules }: { all: Burner[]; rules: RulesView | undefined }) {
  const { t } = useTranslation();
  const names = (kind: Burner['kind']) =>
    all.filter((one) => one.kind === kind).map((one) => one.instance?.name ?? '');
  const runs = names('run');
  const disks = names('disk');
  const list = (all: string[]) => all.join(t('common.list_comma'));
  const marks = (rules?.dry_notices_minutes ?? []).map((minutes) => duration(minutes * 60_000, 1));
  return (
    <section>
      <h3 className={styles.heading}>{t('billing.forecast.what_happens')}</h3>
      <ul className={styles.outcome}>
        <li>
          {runs.length === 0
            ? t('billing.forecast.stops_none')
            : t('billing.forecast.stops', { names: list(runs) })}
        </li>
        {disks.length > 0 && <li>{t('billing.forecast.disks', { names: list(disks) })}</li>}
        {rules !== undefined && <li>{t('billing.forecast.keeps', { days: rules.retention_days })}</li>}
        {marks.length > 0 && <li>{t('billing.forecast.warned', { marks: list(marks) })}</li>}
      </ul>
    </section>
  );
}

/** How much money it takes to go on for a day, three, a week, a month. */
export function LongerTable({ stands }: { stands: LiveStanding }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3 className={styles.heading}>{t('billing.forecast.to_last')}</h3>
      <ul className={styles.outcome}>
        {SPANS.map((days) => {
          const needed = missing(stands.available, stands.burn, days * DAY_MS);
          const day = dayShort(dayOf(stands.now + days * DAY_MS));
          return (
            <li key={days} className={styles.span}>
              <span>{t('billing.forecast.to_last_row', { time: day, count: days })}</span>
              <span className="num">
                {needed === 0
                  ? t('billing.forecast.enough')
                  : t('billing.forecast.missing', { amount: money(needed) })}
              </span>
            </li>
          );
        })}
      </ul>
      <LinkButton to="/billing" search={{ tab: 'forecast' }} hash="redeem">
        {t('billing.dry.top_up')}
      </LinkButton>
    </section>
  );
}
