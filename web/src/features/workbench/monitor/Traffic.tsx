import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { bytes } from '../../../ui/format';
import { Meter } from './Meter';
import styles from './Monitor.module.css';
import { share } from './rows';
import type { Sample } from './sample';
import { Spark } from './Spark';
import { lines, type Moment } from './state';

/** What goes in and out by one interface, now and in the last two minutes. */
export function Traffic({ sample, history }: { sample: Sample; history: Moment[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = sample.network.find(({ name }) => name === chosen) ?? sample.network[0];
  const name = shown?.name ?? '';
  const drawn = useMemo(() => {
    const { times, received, sent } = lines(history, name);
    return { times, lines: [received, sent] };
  }, [history, name]);
  if (shown === undefined) return null;
  const received = t('workbench-monitor.per_second', { size: bytes(shown.rx_rate) });
  const sent = t('workbench-monitor.per_second', { size: bytes(shown.tx_rate) });
  return (
    <section className={styles.part}>
      <div className={styles.row}>
        <Select
          size="small"
          variant="borderless"
          className={styles.interface}
          aria-label={t('workbench-monitor.interface')}
          value={name}
          onChange={setChosen}
          popupMatchSelectWidth={false}
          options={sample.network.map((one) => ({ value: one.name, label: one.name }))}
        />
        <span
          className={`${styles.rate} ${styles.down} num`}
          title={t('workbench-monitor.received', { size: bytes(shown.rx_total) })}
        >
          <span aria-hidden="true">↓</span> {received}
        </span>
        <span
          className={`${styles.rate} ${styles.up} num`}
          title={t('workbench-monitor.sent', { size: bytes(shown.tx_total) })}
        >
          <span aria-hidden="true">↑</span> {sent}
        </span>
      </div>
      <Spark {...drawn} label={t('workbench-monitor.network_says', { name, received, sent })} />
    </section>
  );
}

/** How full the file systems are, and what the disks do. */
export function Disks({ sample: { disks, disk_io: io } }: { sample: Sample }) {
  const { t } = useTranslation();
  if (disks.length === 0 && io === null) return null;
  const rate = (value: number) => t('workbench-monitor.per_second', { size: bytes(value) });
  return (
    <section className={styles.part} aria-label={t('workbench-monitor.disks')}>
      {io !== null && (
        <div className={styles.row}>
          <span className={styles.rowName}>{t('workbench-monitor.disk')}</span>
          <span className={`${styles.rate} num`}>
            {t('workbench-monitor.reads', { rate: rate(io.read_rate) })}
          </span>
          <span className={`${styles.rate} num`}>
            {t('workbench-monitor.writes', { rate: rate(io.write_rate) })}
          </span>
        </div>
      )}
      {disks.map((disk) => (
        <Meter
          key={disk.mount}
          name={disk.shared ? t('workbench-monitor.pool', { mount: disk.mount }) : disk.mount}
          label={t('workbench-monitor.disk_of', { mount: disk.mount })}
          share={share(disk.used, disk.total)}
          title={[disk.mount, disk.device, disk.shared ? t('workbench-monitor.pool_hint') : '']
            .filter((line) => line !== '')
            .join('\n')}
        >
          {disk.used === null ? '–' : bytes(disk.used)} / {bytes(disk.total)}
        </Meter>
      ))}
    </section>
  );
}
