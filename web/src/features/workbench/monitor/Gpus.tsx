import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { bytes, celsius, watts } from '../../../ui/format';
import { Meter } from './Meter';
import styles from './Monitor.module.css';
import { share, shortCommand } from './rows';
import type { Gpu, Sample } from './sample';

/** The cards, each with what it does and for whom. */
export function Gpus({ sample }: { sample: Sample }) {
  const { t } = useTranslation();
  if (sample.gpu_state === 'none') return null;
  return (
    <section className={styles.part} aria-label={t('workbench-monitor.gpus')}>
      {sample.gpu_state === 'unreadable' && (
        <p className="quiet small">{t('workbench-monitor.gpu_unreadable')}</p>
      )}
      {sample.gpu_state === 'simulated' && <Simulated gpus={sample.gpus} />}
      <div className={styles.cards}>
        {(sample.gpu_state === 'ok' ? sample.gpus : []).map((gpu, place) => (
          // Slices of one card have its number.
          <Card key={`${gpu.index} ${place}`} gpu={gpu} />
        ))}
      </div>
    </section>
  );
}

/** Cards that are only pretended: there is nothing to measure, and nothing is made up. */
function Simulated({ gpus }: { gpus: Gpu[] }) {
  const { t } = useTranslation();
  const models = [...new Set(gpus.map(({ name }) => name))];
  return (
    <>
      {models.map((model) => (
        <div key={model} className={styles.row}>
          <strong>
            {shortName(model)} × {gpus.filter(({ name }) => name === model).length}
          </strong>
        </div>
      ))}
      <p className="quiet small">{t('workbench-monitor.simulated')}</p>
    </>
  );
}

function Card({ gpu }: { gpu: Gpu }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const name = t('workbench-monitor.gpu', { index: gpu.index });
  const programs = gpu.processes.length;
  return (
    <article className={styles.card} aria-label={`${name} ${gpu.name}`}>
      <Meter
        name={
          <>
            <strong>{name}</strong> {shortName(gpu.name)}
          </>
        }
        label={t('workbench-monitor.utilization', { name })}
        share={gpu.utilization}
        title={facts(gpu).join('\n')}
        calm
      />
      <Meter
        name={t('workbench-monitor.gpu_memory')}
        label={t('workbench-monitor.gpu_memory_of', { name })}
        share={share(gpu.memory_used, gpu.memory_total)}
        calm
      >
        {gpu.memory_used === null ? '–' : bytes(gpu.memory_used)}
        {gpu.memory_total !== null && ` / ${bytes(gpu.memory_total)}`}
      </Meter>
      <div className={`${styles.cardFacts} num`} title={facts(gpu).join('\n')}>
        <span>{gpu.temperature === null ? '–' : celsius(gpu.temperature)}</span>
        <span>{gpu.power === null ? '–' : watts(gpu.power)}</span>
        {programs > 0 && (
          <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('workbench-monitor.programs', { count: programs })}
          </button>
        )}
      </div>
      {open && (
        <ul className={styles.programs}>
          {gpu.processes.map((program) => (
            <li key={program.pid} title={program.command}>
              <span className="num quiet">{program.pid}</span>
              <span className={styles.cut}>{shortCommand(program.command) || '?'}</span>
              <span className="num">{program.memory === null ? '–' : bytes(program.memory)}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function facts(gpu: Gpu): string[] {
  const t = i18next.t;
  const said = [gpu.name];
  if (gpu.power !== null && gpu.power_limit !== null)
    said.push(t('workbench-monitor.power', { now: watts(gpu.power), most: watts(gpu.power_limit) }));
  if (gpu.fan !== null) said.push(t('workbench-monitor.fan', { percent: gpu.fan }));
  return said;
}

/** Every one of them is made by the same house. */
function shortName(name: string): string {
  return name.replace(/^NVIDIA (?:GeForce )?/, '');
}
