import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { getSpendingOptions } from '../../api/@tanstack/react-query.gen';
import { Answer } from '../../ui/Answer';
import { dayShort, utcOffsetMinutes } from '../../ui/days';
import { money } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { chart, type Bar, type Chart } from './spending';
import styles from './Spending.module.css';

const DAYS = 14;
/** So that they have room on a phone. */
const LABEL_EVERY = 4;

/** What each of the latest days cost: a table that looks like a chart, each bar leading to its day's statement. */
export function Spending({ className = '' }: { className?: string }) {
  const { t } = useTranslation();
  const spending = useQuery(
    getSpendingOptions({ query: { days: DAYS, utc_offset_minutes: utcOffsetMinutes() } }),
  );
  return (
    <Panel title={t('billing.spending.title', { days: DAYS })} className={className}>
      <Answer
        query={spending}
        loading={<Skeleton active paragraph={{ rows: 4 }} title={false} className={styles.loading} />}
      >
        {(data) => {
          const drawn = chart(data);
          const isEmpty = drawn.bars.every((bar) => bar.amount === 0);
          return isEmpty ? (
            <p className={styles.none}>{t('billing.spending.none')}</p>
          ) : (
            <Bars drawn={drawn} />
          );
        }}
      </Answer>
    </Panel>
  );
}

function Bars({ drawn }: { drawn: Chart }) {
  const { t } = useTranslation();
  const today = drawn.bars.at(-1);
  return (
    <>
      <p className={styles.summary}>
        <span>
          {t('common.today')} <strong className="num">{money(today?.amount ?? 0)}</strong>
        </span>
        <span className="quiet num">{t('billing.spending.total', { amount: money(drawn.total) })}</span>
        <span className="quiet num">{t('billing.spending.mean', { amount: money(drawn.mean) })}</span>
      </p>
      <div className={styles.scale} aria-hidden="true">
        {money(drawn.top)}
      </div>
      <div className={styles.chart} role="table" aria-label={t('billing.spending.caption')}>
        {drawn.bars.map((bar, index) => (
          <Column key={bar.day} bar={bar} labelled={(drawn.bars.length - 1 - index) % LABEL_EVERY === 0} />
        ))}
      </div>
    </>
  );
}

function Column({ bar, labelled }: { bar: Bar; labelled: boolean }) {
  const day = dayShort(bar.day);
  return (
    <div role="row" className={styles.column}>
      <div role="cell" className={styles.cell}>
        <Link
          to="/billing"
          search={{ tab: 'statement', from: bar.day, to: bar.day }}
          className={styles.link}
          aria-label={`${day} ${money(bar.amount)}`}
        >
          <span className={styles.value} aria-hidden="true">
            {day} {money(bar.amount)}
          </span>
          <span className={styles.bar} style={{ height: `${bar.percent}%` }} />
        </Link>
      </div>
      <div role="rowheader" className={labelled ? styles.day : 'visually-hidden'}>
        {day}
      </div>
    </div>
  );
}
