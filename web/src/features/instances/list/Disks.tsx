import { useTranslation } from 'react-i18next';

import { Bar } from '../../../ui/Bar';
import { gigabytes, used } from '../../../ui/format';
import { isNearlyFull, type Instance } from '../model';
import styles from './List.module.css';

/** How full both disks are; amber when one of them will soon be. */
export function Disks({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const { disk_usage: usage } = instance;
  return (
    <div className={styles.disks}>
      <Disk
        name={t('instances.disk.system')}
        usedBytes={usage?.system_bytes ?? null}
        totalGb={instance.system_disk_gb}
      />
      <Disk
        name={t('instances.disk.data')}
        usedBytes={usage?.data_bytes ?? null}
        totalGb={instance.data_disk_gb}
      />
    </div>
  );
}

interface DiskProps {
  name: string;
  /** Null: not looked at yet, or the engine does not say. */
  usedBytes: number | null;
  totalGb: number;
}

function Disk({ name, usedBytes, totalGb }: DiskProps) {
  const { t } = useTranslation();
  if (usedBytes === null)
    return (
      <span className={styles.disk}>
        <span className="quiet">{name}</span>
        <span className="num">{gigabytes(totalGb)}</span>
      </span>
    );
  const warns = isNearlyFull(usedBytes, totalGb);
  const shown = used(usedBytes, totalGb);
  return (
    <span className={styles.disk}>
      <span className="quiet">{name}</span>
      <span
        className={`num ${warns ? styles.attention : ''}`}
        title={warns ? t('instances.disk.nearly_full') : undefined}
      >
        {shown}
        {warns && <span className="visually-hidden">{t('instances.disk.nearly_full')}</span>}
      </span>
      <span className={styles.diskBar}>
        <Bar
          percent={(usedBytes / (totalGb * 1024 ** 3)) * 100}
          tone={warns ? 'attention' : 'accent'}
          label={t('instances.disk.use', { name, used: shown })}
        />
      </span>
    </span>
  );
}
