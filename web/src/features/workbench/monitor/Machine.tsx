import { useTranslation } from 'react-i18next';

import { bytes, count, percent } from '../../../ui/format';
import { Meter } from './Meter';
import styles from './Monitor.module.css';
import { capacity, coreColumns, share } from './rows';
import type { Cpu, Memory, Sample } from './sample';

/** Processors, memory and swap. */
export function Machine({ sample: { cpu, memory } }: { sample: Sample }) {
  return (
    <section className={styles.part}>
      <Processors cpu={cpu} />
      {memory !== null && <Memories memory={memory} />}
    </section>
  );
}

function Processors({ cpu }: { cpu: Cpu | null }) {
  const { t } = useTranslation();
  if (cpu === null)
    return <Meter name={t('workbench-monitor.cpu')} label={t('workbench-monitor.cpu')} share={null} />;
  const cores = cpu.limit_cores ?? cpu.count;
  return (
    <>
      <Meter
        name={t('workbench-monitor.cpu')}
        label={t('workbench-monitor.cpu')}
        share={cpu.percent}
        calm
        {...(cpu.limit_cores !== null && { title: t('workbench-monitor.limited_cpu') })}
      >
        {t('workbench-monitor.cores', { count: cores, shown: count(cores) })}
      </Meter>
      {cpu.cores.length > 1 && <Cores cores={cpu.cores} />}
    </>
  );
}

/** One small bar for each core, however many there are. */
function Cores({ cores }: { cores: number[] }) {
  const { t } = useTranslation();
  const busiest = Math.max(...cores);
  return (
    <div
      className={`${styles.cores} ${cores.length > 16 ? styles.dense : ''}`}
      style={{ gridTemplateColumns: `repeat(${coreColumns(cores.length)}, minmax(0, 1fr))` }}
      role="img"
      aria-label={t('workbench-monitor.cores_say', { count: cores.length, busiest: percent(busiest) })}
    >
      {cores.map((busy, core) => (
        // A core has no other name than its place.
        <span
          key={core}
          className={styles.core}
          title={t('workbench-monitor.core', { core, percent: percent(busy) })}
        >
          <i style={{ transform: `scaleY(${busy / 100})` }} />
        </span>
      ))}
    </div>
  );
}

function Memories({ memory }: { memory: Memory }) {
  const { t } = useTranslation();
  const whole = capacity(memory);
  const details = [
    t('workbench-monitor.available', { size: bytes(memory.available) }),
    t('workbench-monitor.cached', { size: bytes(memory.cached) }),
    ...(memory.limit !== null && memory.limit < memory.total
      ? [t('workbench-monitor.limited_memory', { size: bytes(memory.total) })]
      : []),
  ];
  return (
    <>
      <Meter
        name={t('workbench-monitor.memory')}
        label={t('workbench-monitor.memory')}
        share={share(memory.used, whole)}
        title={details.join('\n')}
      >
        {bytes(memory.used)} / {bytes(whole)}
      </Meter>
      {memory.swap_total > 0 && (
        <Meter
          name={t('workbench-monitor.swap')}
          label={t('workbench-monitor.swap')}
          share={share(memory.swap_used, memory.swap_total)}
        >
          {bytes(memory.swap_used)} / {bytes(memory.swap_total)}
        </Meter>
      )}
    </>
  );
}
