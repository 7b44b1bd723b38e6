import { Button, Select, Skeleton } from 'antd';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { duration } from '../../../ui/format';
import { Status } from '../../../ui/Status';
import { wordsOf } from '../../../ui/words';
import type { SessionOut } from '../api';
import { Gpus } from './Gpus';
import { Machine } from './Machine';
import styles from './Monitor.module.css';
import { Processes } from './Processes';
import type { Sample } from './sample';
import { SPEEDS, type Speed, type State } from './state';
import { Disks, Traffic } from './Traffic';
import { useMonitor, useSeen, useSpeed } from './useMonitor';

/** How a session's machine is doing. Asks for nothing while nobody can see it. */
export function MonitorPanel({ session }: { session: Pick<SessionOut, 'id' | 'state'> }) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const [speed, setSpeed] = useSpeed();
  const up = session.state === 'connected';
  const [state, again] = useMonitor(session.id, speed, seen && up);
  const { sample } = state;
  const asleep = !up || speed === 'off';
  const dim = asleep || state.health === 'lost' || state.health === 'unavailable';
  return (
    <div ref={box} className={styles.panel}>
      <Head state={state} speed={speed} onSpeed={setSpeed} />
      <Standing state={state} up={up} speed={speed} onAgain={again} />
      {sample === null ? (
        !asleep && state.health !== 'unavailable' && <Waiting />
      ) : (
        <div className={`${styles.parts} ${dim ? styles.dim : ''}`}>
          <Gpus sample={sample} />
          <Machine sample={sample} />
          <Traffic sample={sample} history={state.history} />
          <Disks sample={sample} />
          <Processes sessionId={session.id} sample={sample} />
        </div>
      )}
    </div>
  );
}

interface HeadProps {
  state: State;
  speed: Speed;
  onSpeed: (speed: Speed) => void;
}

function Head({ state: { sample, health }, speed, onSpeed }: HeadProps) {
  const { t } = useTranslation();
  const about = sample === null ? '' : [sample.hostname, sample.os, sample.kernel].join('\n');
  return (
    <header className={styles.head}>
      <div className={styles.row}>
        <strong className={styles.host} title={about}>
          {sample?.hostname ?? ' '}
        </strong>
        <Select<Speed>
          size="small"
          variant="borderless"
          className={styles.speed}
          aria-label={t('workbench-monitor.speed')}
          value={speed}
          onChange={onSpeed}
          popupMatchSelectWidth={false}
          options={SPEEDS.map((one) => ({ value: one, label: t(`workbench-monitor.speeds.${one}`) }))}
        />
      </div>
      <div className={`${styles.facts} num`}>
        {health === 'lost' ? (
          <span role="status">
            <Status tone="attention">{t('workbench-monitor.lost')}</Status>
          </span>
        ) : (
          sample !== null && <Facts sample={sample} />
        )}
      </div>
    </header>
  );
}

function Facts({ sample }: { sample: Sample }) {
  const { t } = useTranslation();
  const { uptime_seconds: uptime, latency_ms: latency, load, cost_percent: cost } = sample;
  const shown: [string, ReactNode, string?][] = [];
  if (uptime !== null) shown.push([t('workbench-monitor.uptime'), duration(uptime * 1000, 2)]);
  if (load.length > 0) shown.push([t('workbench-monitor.load'), load.map(twoDigits).join(' ')]);
  if (latency !== null) {
    const title = cost === null ? '' : t('workbench-monitor.cost', { percent: twoDigits(cost) });
    shown.push([
      t('workbench-monitor.latency'),
      `${latency < 10 ? oneDigit(latency) : Math.round(latency)} ms`,
      title,
    ]);
  }
  return shown.map(([name, value, title]) => (
    <span key={name} title={title}>
      <span className="quiet">{name}</span> {value}
    </span>
  ));
}

const twoDigits = (value: number) =>
  `${Math.floor(value)}.${String(Math.round((value % 1) * 100) % 100).padStart(2, '0')}`;
const oneDigit = (value: number) => String(Math.round(value * 10) / 10);

interface StandingProps {
  state: State;
  up: boolean;
  speed: Speed;
  onAgain: () => void;
}

/** What keeps the figures from coming, in one line. */
function Standing({ state, up, speed, onAgain }: StandingProps) {
  const { t } = useTranslation();
  if (!up) return <Note>{t('workbench-monitor.not_connected')}</Note>;
  if (speed === 'off') return <Note>{t('workbench-monitor.is_off')}</Note>;
  if (state.health === 'unavailable')
    return (
      <Note again={onAgain}>
        {wordsOf(`workbench-monitor.reasons.${state.reason}`, t('workbench-monitor.reasons.failed'))}
      </Note>
    );
  return null;
}

function Note({ children, again }: { children: string; again?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.note} role="status">
      <p className="quiet">{children}</p>
      {again !== undefined && (
        <Button size="small" onClick={again}>
          {t('common.try_again')}
        </Button>
      )}
    </div>
  );
}

/** In the size of what will stand there. */
function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={styles.waiting} role="status" aria-label={t('workbench-monitor.connecting')}>
      <Skeleton active title={false} paragraph={{ rows: 8 }} />
    </div>
  );
}
