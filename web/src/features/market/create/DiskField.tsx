import { InputNumber, Slider } from 'antd';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../../api';
import { gigabytes, micros, money } from '../../../ui/format';
import { Labelled } from '../Chips';
import styles from './Create.module.css';
import { withinDisk } from './choices';

const STEP_GB = 10;

interface DiskFieldProps {
  offer: OfferView;
  diskGb: number;
  /** For one GB and day beyond the free part; null while it is not known. */
  price: string | null;
  onChange: (diskGb: number) => void;
}

/** The size of the data disk: what is free, and what more costs while one drags. */
export function DiskField({ offer, diskGb, price, onChange }: DiskFieldProps) {
  const { t } = useTranslation();
  const { data_disk_gb: free, data_disk_max_gb: most } = offer;
  if (most <= free)
    return (
      <Labelled label={t('create.disk')}>
        <strong>{gigabytes(free)}</strong>
        <span className="quiet">{t('create.disk_fixed')}</span>
      </Labelled>
    );
  const extra = diskGb - free;
  const words =
    extra === 0
      ? t('create.disk_free', { size: gigabytes(free) })
      : t('create.disk_extra', {
          free: gigabytes(free),
          extra: gigabytes(extra),
          price: price === null ? '…' : t('common.per_day', { amount: money(micros(price) * extra) }),
        });
  const mark = (size: number) => <span className={styles.mark}>{gigabytes(size)}</span>;
  return (
    <div>
      <Labelled wide label={t('create.disk')}>
        <div className={styles.disk}>
          <Slider
            className={styles.slider}
            min={free}
            max={most}
            step={STEP_GB}
            value={diskGb}
            marks={{ [free]: mark(free), [most]: mark(most) }}
            tooltip={{ formatter: null }}
            ariaLabelForHandle={t('create.disk')}
            onChange={onChange}
          />
          <InputNumber
            aria-label={t('create.disk_gb')}
            className={styles.diskNumber}
            min={free}
            max={most}
            step={STEP_GB}
            precision={0}
            value={diskGb}
            suffix="GB"
            onChange={(value) => {
              if (value !== null) onChange(withinDisk(value, offer));
            }}
          />
        </div>
      </Labelled>
      <p className={styles.hint} aria-live="polite">
        {words}
      </p>
    </div>
  );
}
