import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { RunOut } from '../../../api';
import { listInstanceRunsOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { duration, micros, money, time } from '../../../ui/format';
import { LinkButton } from '../../../ui/LinkButton';
import { useNarrow } from '../../../ui/narrow';
import { Panel } from '../../../ui/Page';
import { Status } from '../../../ui/Status';
import { useNow } from '../../../ui/ticking';
import { chargeWord } from '../../wallet/words';
import { meterNow } from '../charge';
import type { Instance } from '../model';
import styles from './Charges.module.css';

/** Every boot and what it cost: its locked price, the time that counts, the amount, and how much of it is booked. */
export function Charges({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const runs = useQuery(listInstanceRunsOptions({ path: { instance_id: instance.id } }));
  return (
    <Panel
      flush
      title={t('instances.charges.title')}
      extra={
        <LinkButton size="small" to="/billing" search={{ tab: 'statement', instance: instance.id }}>
          {t('instances.charges.statement')}
        </LinkButton>
      }
    >
      <Answer query={runs} loading={<Skeleton active className={styles.waiting} paragraph={{ rows: 4 }} />}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('instances.charges.none')}>{t('instances.charges.none_lead')}</Empty>
          ) : (
            <Runs runs={all} seenAt={runs.dataUpdatedAt} />
          )
        }
      </Answer>
    </Panel>
  );
}

function Runs({ runs, seenAt }: { runs: RunOut[]; seenAt: number }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const now = useNow();
  const total = runs.reduce((sum, run) => sum + meterNow(run, seenAt, now).amount, 0);
  const posted = runs.reduce((sum, run) => sum + micros(run.posted), 0);
  if (narrow)
    return (
      <>
        <ul>
          {runs.map((run) => (
            <RunCard key={run.id} run={run} seenAt={seenAt} now={now} />
          ))}
        </ul>
        <p className={styles.sum}>
          {t('instances.charges.total')} <strong>{money(total, { exact: true })}</strong>
        </p>
        <p className={styles.rule}>{t('instances.charges.rule')}</p>
      </>
    );
  return (
    // What scrolls must be reachable from the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('instances.charges.title')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('instances.charges.what')}</th>
            <th scope="col">{t('instances.charges.when')}</th>
            <th scope="col" className={styles.number}>
              {t('instances.charges.price')}
            </th>
            <th scope="col" className={styles.number}>
              {t('instances.charges.time')}
            </th>
            <th scope="col" className={styles.number}>
              {t('instances.charges.amount')}
            </th>
            <th scope="col" className={styles.number}>
              {t('instances.charges.posted')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={run.id} run={run} seenAt={seenAt} now={now} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={4}>
              {t('instances.charges.total')}
            </th>
            <td className={styles.number}>
              <strong>{money(total, { exact: true })}</strong>
            </td>
            <td className={styles.number}>{money(posted, { exact: true })}</td>
          </tr>
        </tfoot>
      </table>
      <p className={styles.rule}>{t('instances.charges.rule')}</p>
    </div>
  );
}

interface RunProps {
  run: RunOut;
  seenAt: number;
  now: number;
}

/** On a phone: what it was and its amount first, how that comes about under it. */
function RunCard({ run, seenAt, now }: RunProps) {
  const { t } = useTranslation();
  const { billableMs, amount } = meterNow(run, seenAt, now);
  return (
    <li className={styles.card}>
      <div>
        <What run={run} />
      </div>
      <strong className="num">{money(amount, { exact: true })}</strong>
      <div className="quiet small">
        <Period run={run} />
      </div>
      <span className="quiet small num">
        {t('common.per_hour', { amount: money(run.price_per_hour, { exact: true }) })} ×{' '}
        {duration(billableMs)}
      </span>
    </li>
  );
}

function Run({ run, seenAt, now }: RunProps) {
  const { t } = useTranslation();
  const { billableMs, amount } = meterNow(run, seenAt, now);
  return (
    <tr>
      <th scope="row">
        <What run={run} />
      </th>
      <td>
        <Period run={run} />
      </td>
      <td className={styles.number}>
        {t('common.per_hour', { amount: money(run.price_per_hour, { exact: true }) })}
      </td>
      <td className={styles.number}>{duration(billableMs)}</td>
      <td className={styles.number}>{money(amount, { exact: true })}</td>
      <td className={styles.number}>{money(run.posted, { exact: true })}</td>
    </tr>
  );
}

function What({ run }: { run: RunOut }) {
  const { t } = useTranslation();
  return (
    <>
      {chargeWord(run.what)}
      {run.ended_at === null && (
        <div className="small">
          <Status tone={run.paused ? 'attention' : 'running'}>
            {t(run.paused ? 'instances.paused' : 'instances.charges.counting')}
          </Status>
        </div>
      )}
    </>
  );
}

function Period({ run }: { run: RunOut }) {
  const { t } = useTranslation();
  return (
    <>
      <time dateTime={run.started_at}>{time(run.started_at, 'full')}</time>
      <div className="quiet">
        {run.ended_at === null ? (
          t('instances.charges.until_now')
        ) : (
          <time dateTime={run.ended_at}>
            {t('instances.charges.until', { time: time(run.ended_at, 'full') })}
          </time>
        )}
      </div>
    </>
  );
}
