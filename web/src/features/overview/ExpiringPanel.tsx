import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { duration, time } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { Status } from '../../ui/Status';
import { useStanding } from '../wallet/useStanding';
import { expiring, type Ending } from './expiring';
import styles from './Overview.module.css';

const DAY_MS = 86_400_000;
const TONES = { calm: 'stopped', attention: 'attention', failed: 'failed' } as const;

/** What ends by itself within a week: the balance, and instances that are off with their data. */
export function ExpiringPanel() {
  const { t } = useTranslation();
  const { data: stands } = useStanding();
  const { data: instances } = useQuery(listInstancesOptions());
  const known = stands !== undefined && instances !== undefined;
  const endings = known ? expiring(instances, stands.driesAt, stands.now) : [];
  return (
    <Panel flush className={styles.expiring} title={t('overview.expiring')}>
      {!known ? (
        <Skeleton active title={false} paragraph={{ rows: 1 }} className={styles.quietRow} />
      ) : endings.length === 0 ? (
        <p className={styles.quietRow}>{t('overview.nothing_expires')}</p>
      ) : (
        <ul>
          {endings.map((one) => (
            <Row key={one.key} ending={one} left={one.at - stands.now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ ending, left }: { ending: Ending; left: number }) {
  const { t } = useTranslation();
  const { what, instance, at, tone } = ending;
  const words =
    what === 'balance' ? t('overview.balance_ends') : t('overview.released', { name: instance?.name ?? '' });
  return (
    <li>
      {instance === null ? (
        <Link to="/billing" search={{ tab: 'forecast' }} className={styles.ending}>
          <EndingBody words={words} at={at} left={left} tone={tone} />
        </Link>
      ) : (
        <Link to="/instances/$instanceId" params={{ instanceId: instance.id }} className={styles.ending}>
          <EndingBody words={words} at={at} left={left} tone={tone} />
        </Link>
      )}
    </li>
  );
}

function EndingBody({
  words,
  at,
  left,
  tone,
}: Pick<Ending, 'at' | 'tone'> & { words: string; left: number }) {
  const { t } = useTranslation();
  return (
    <>
      <Status tone={TONES[tone]}>{words}</Status>
      <span className={`${styles.left} ${styles[tone]}`}>
        {left <= 0 ? t('overview.now') : t('overview.in', { time: duration(left, left < DAY_MS ? 2 : 1) })}
        <time className={styles.moment} dateTime={new Date(at).toISOString()}>
          {time(at, 'hour')}
        </time>
      </span>
    </>
  );
}
