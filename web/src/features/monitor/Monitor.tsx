import { Alert, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { InstanceOut, MonitorOut, SampleOut } from '../../api';
import type { Health } from '../../app/stream';
import { Answer, Empty } from '../../ui/Answer';
import { Chart } from '../../ui/Chart';
import { Status } from '../../ui/Status';
import { SimulatedTag } from '../instances/InstanceState';
import styles from './Monitor.module.css';
import { cardPanels, machinePanels, summaryOf, type PanelOf } from './panels';
import { at, columns, merged } from './series';
import { useSamples } from './useSamples';

const RANGES = [5, 60, 360, 1440] as const;
type Range = (typeof RANGES)[number];
/** Up to here every live sample is drawn; beyond it they would be denser than the screen. */
const LIVE_MINUTES = 5;

/** What an instance uses, live and of the last hours. */
export function Monitor({
  instance,
}: {
  instance: Pick<InstanceOut, 'id' | 'state' | 'simulated' | 'mode'>;
}) {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState<Range>(5);
  const up = instance.state === 'running';
  const { history, live, health } = useSamples(instance.id, minutes, up);
  return (
    <div className={styles.monitor}>
      <div className={styles.head}>
        <Segmented
          value={minutes}
          aria-label={t('monitor.range')}
          onChange={setMinutes}
          options={RANGES.map((value) => ({ value, label: t(`monitor.ranges.${value}`) }))}
        />
        {up && <LiveSign health={health} />}
      </div>
      <Answer query={history} loading={<Waiting />}>
        {(data) => <Drawn instance={instance} data={data} live={live} minutes={minutes} />}
      </Answer>
    </div>
  );
}

function LiveSign({ health }: { health: Health }) {
  const { t } = useTranslation();
  const tone = { live: 'running', connecting: 'busy', lost: 'attention' } as const;
  return (
    <span role="status" className="small">
      <Status tone={tone[health]}>{t(`monitor.${health}`)}</Status>
    </span>
  );
}

interface DrawnProps {
  instance: Pick<InstanceOut, 'simulated' | 'mode'>;
  data: MonitorOut;
  live: SampleOut[];
  minutes: Range;
}

function Drawn({ instance, data, live, minutes }: DrawnProps) {
  const { t } = useTranslation();
  const [opened] = useState(() => Date.now());
  const newest = live.at(-1) ?? (data.available ? data.samples.at(-1) : undefined);
  // The platform's clock is the one of the samples; ours only stands in while there are none.
  const end = newest === undefined ? opened : at(newest);
  const from = end - minutes * 60_000;
  const stepMs = minutes <= LIVE_MINUTES ? 0 : data.interval_seconds * 1000;
  const { times, samples } = columns(merged(data.samples, live, { from, stepMs }), data.interval_seconds);
  const draw = (panel: PanelOf) => (
    <section key={panel.what} className={styles.panel}>
      <Chart
        {...panel}
        times={times}
        from={from / 1000}
        to={end / 1000}
        summary={summaryOf(panel)}
        group="monitor"
      />
    </section>
  );
  return (
    <>
      {!data.available && <Unavailable reason={data.reason} hasSamples={samples.length > 0} />}
      {samples.length === 0 && data.available && <Empty title={t('monitor.no_samples')} />}
      {samples.length > 0 && (
        <>
          <Cards instance={instance} panels={cardPanels(samples)} draw={draw} />
          <h2 className={styles.heading}>{t('monitor.machine')}</h2>
          <div className={styles.grid}>{machinePanels(samples).map(draw)}</div>
        </>
      )}
    </>
  );
}

interface CardsProps {
  instance: Pick<InstanceOut, 'simulated' | 'mode'>;
  panels: PanelOf[];
  draw: (panel: PanelOf) => React.ReactNode;
}

function Cards({ instance, panels, draw }: CardsProps) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className={styles.heading}>
        {t('monitor.cards')} {instance.simulated && <SimulatedTag />}
      </h2>
      {panels.length > 0 ? (
        <div className={styles.grid}>{panels.map(draw)}</div>
      ) : (
        <p className={`${styles.panel} quiet`}>
          {t(
            instance.mode === 'no_cards'
              ? 'monitor.without_cards'
              : instance.simulated
                ? 'monitor.simulated'
                : 'monitor.cards_silent',
          )}
        </p>
      )}
    </>
  );
}

function Unavailable({ reason, hasSamples }: { reason: string; hasSamples: boolean }) {
  const { t } = useTranslation();
  const unknown = reason === 'unknown';
  if (!hasSamples)
    return (
      <Empty title={t(unknown ? 'monitor.unknown_title' : 'monitor.off_title')}>
        {t(unknown ? 'monitor.unknown_lead' : 'monitor.off_lead')}
      </Empty>
    );
  return (
    <Alert
      showIcon
      type={unknown ? 'warning' : 'info'}
      title={t(unknown ? 'monitor.unknown_lead' : 'monitor.off_with_samples')}
    />
  );
}

function Waiting() {
  return (
    <div className={styles.grid}>
      {[0, 1, 2, 3].map((place) => (
        <div key={place} className={styles.panel}>
          <Skeleton active title={false} paragraph={{ rows: 5 }} />
        </div>
      ))}
    </div>
  );
}
