import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { CardsOut, SeriesOut } from '../../../api';
import { getOverviewSeriesOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { count, money, time } from '../../../ui/format';
import { Panel } from '../../../ui/Page';
import { cardTrend, extentOf, LAYERS, RANGES, revenueTrend, stacked, type Layer, type Range } from './series';
import styles from './Trends.module.css';
import type { Area } from './trendOptions';

const TrendPlot = lazy(() => import('./TrendPlot'));

const COLOURS: Record<Layer, string> = {
  rented: '--running',
  idle: '--stopped',
  cordoned: '--attention',
  broken: '--failed',
};
/** The highest stack is drawn first and the others over it. */
const AREAS: Area[] = [...LAYERS]
  .reverse()
  .map((layer) => ({ colour: COLOURS[layer], strength: layer === 'idle' ? 0.16 : 0.45 }));
const BARS: Area[] = [{ colour: '--accent', strength: 0.6 }];
const MICROS = 1_000_000;
/** Where not even a tenth of a yuan came in, two decimals would show nothing. */
const SMALL = MICROS / 10;

/** How it has been: cards by what they did, and what they earned. `at` is when `cards` was true. */
export function Trends({ cards, at }: { cards: CardsOut; at: number }) {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>('day');
  const series = useQuery({
    ...getOverviewSeriesOptions({ query: { hours: RANGES[range] } }),
    placeholderData: keepPreviousData,
  });
  useCaughtUp(series.data, series.dataUpdatedAt, at, series.refetch);
  return (
    <section className={styles.trends} aria-label={t('operator.trends')}>
      <div className={styles.head}>
        <h2 className={styles.heading}>{t('operator.trends')}</h2>
        <Segmented
          value={range}
          aria-label={t('operator.range')}
          options={(Object.keys(RANGES) as Range[]).map((value) => ({
            value,
            label: t(`operator.ranges.${value}`),
          }))}
          onChange={setRange}
        />
      </div>
      <div className={styles.pair}>
        <Answer query={series} loading={<Waiting />}>
          {(data) => (
            <>
              <CardChart series={data} cards={cards} at={at} range={range} />
              <RevenueChart series={data} range={range} />
            </>
          )}
        </Answer>
      </div>
    </section>
  );
}

/** The past grows by one count each step: it is fetched again when the present is, and a step has gone by. */
function useCaughtUp(
  series: SeriesOut | undefined,
  fetchedAt: number,
  at: number,
  refetch: () => unknown,
): void {
  const isBehind = series !== undefined && at - fetchedAt > series.step_seconds * 1000;
  useEffect(() => {
    if (isBehind) void refetch();
  }, [isBehind, refetch]);
}

function CardChart({
  series,
  cards,
  at,
  range,
}: {
  series: SeriesOut;
  cards: CardsOut;
  at: number;
  range: Range;
}) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<number | null>(null);
  const trend = useMemo(
    () => cardTrend(series.cards, cards, { hours: RANGES[range], stepSeconds: series.step_seconds, now: at }),
    [series, cards, at, range],
  );
  const data = useMemo(
    (): [number[], ...(number | null)[][]] => [trend.times, ...stacked(trend).reverse()],
    [trend],
  );
  const shown = place ?? trend.times.length - 1;
  const rented = extentOf(trend.counts.rented);
  const summary = t('operator.cards_summary', {
    range: t(`operator.ranges.${range}`),
    least: rented.least,
    most: rented.most,
    now: cards.rented,
    total: cards.total,
    broken: extentOf(trend.counts.broken).most,
  });
  return (
    <Panel
      title={t('operator.cards_over_time')}
      extra={<Moment at={trend.times[shown]} isNow={place === null} />}
    >
      <ul className={styles.legend}>
        {LAYERS.map((layer) => (
          <li key={layer}>
            <span className={`${styles.swatch} ${styles[layer]}`} aria-hidden="true" />
            <span className="quiet">{t(`operator.layer.${layer}`)}</span>
            <strong className="num">{counted(trend.counts[layer][shown])}</strong>
          </li>
        ))}
      </ul>
      <Suspense fallback={<div className={styles.plot} />}>
        <TrendPlot
          shape="areas"
          areas={AREAS}
          data={data}
          from={trend.from}
          to={trend.to}
          whole
          write={count}
          label={summary}
          onPoint={setPlace}
        />
      </Suspense>
      <p className="quiet small">
        {trend.began === null ? summary : t('operator.counted_since', { time: time(trend.began * 1000) })}
      </p>
    </Panel>
  );
}

function counted(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : count(value);
}

function RevenueChart({ series, range }: { series: SeriesOut; range: Range }) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<number | null>(null);
  const trend = useMemo(() => revenueTrend(series.revenue, range), [series, range]);
  const data = useMemo(
    (): [number[], ...(number | null)[][]] => [trend.times, trend.amounts.map((amount) => amount / MICROS)],
    [trend],
  );
  const shape = trend.slot === 'day' ? 'date' : 'hour';
  const bestAt = trend.best === null ? undefined : trend.times[trend.best];
  const exact = (trend.amounts[trend.best ?? 0] ?? 0) < SMALL;
  const said = (amount: number) => money(amount, { exact });
  const facts = { range: t(`operator.ranges.${range}`), total: said(trend.total) };
  const summary =
    bestAt === undefined
      ? t('operator.revenue_none', facts)
      : t(`operator.revenue_summary.${trend.slot}`, {
          ...facts,
          best: said(trend.amounts[trend.best ?? 0] ?? 0),
          time: time(bestAt * 1000, shape),
        });
  const first = trend.times[0] ?? 0;
  const second = trend.times[1] ?? first;
  return (
    <Panel
      title={t(`operator.revenue_over_time.${trend.slot}`)}
      extra={
        place !== null && (
          <span className="quiet small num">{time((trend.times[place] ?? 0) * 1000, shape)}</span>
        )
      }
    >
      <ul className={styles.legend}>
        <li>
          <span className="quiet">{t(place === null ? 'operator.in_all' : 'operator.earned')}</span>
          <strong className="num">{said(place === null ? trend.total : (trend.amounts[place] ?? 0))}</strong>
        </li>
      </ul>
      <Suspense fallback={<div className={styles.plot} />}>
        <TrendPlot
          shape="bars"
          areas={BARS}
          data={data}
          from={first}
          to={(trend.times.at(-1) ?? first) + (second - first)}
          write={(value) => said(Math.round(value * MICROS))}
          label={summary}
          onPoint={setPlace}
        />
      </Suspense>
      <p className="quiet small">
        {summary} {t('operator.revenue_note')}
      </p>
    </Panel>
  );
}

function Moment({ at, isNow }: { at: number | undefined; isNow: boolean }) {
  const { t } = useTranslation();
  if (at === undefined) return null;
  return <span className="quiet small num">{isNow ? t('operator.now') : time(at * 1000, 'hour')}</span>;
}

/** Two empty charts, in the size of the real ones. */
function Waiting() {
  return (
    <>
      <div className={styles.waiting} />
      <div className={styles.waiting} />
    </>
  );
}
