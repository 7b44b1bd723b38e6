import type { ReactNode } from 'react';

import { Bar } from '../../../ui/Bar';
import { percent } from '../../../ui/format';
import styles from './Monitor.module.css';
import { toneOf } from './rows';

interface MeterProps {
  name: ReactNode;
  /** What the bar measures, for those who cannot see it. */
  label: string;
  /** From 0 to 100; null where nobody knows. */
  share: number | null;
  /** How much it is, in units. */
  children?: ReactNode;
  title?: string;
  /** A full one is good news, such as of a card at work. */
  calm?: boolean;
}

/** A name, how much of it is used, and a bar below. */
export function Meter({ name, label, share, children, title, calm = false }: MeterProps) {
  return (
    <div className={styles.meter} title={title}>
      <span className={styles.meterName}>{name}</span>
      <span className={`${styles.meterValue} num`}>{children}</span>
      <strong className={`${styles.meterShare} num`}>{share === null ? '–' : percent(share)}</strong>
      <div className={styles.meterBar}>
        <Bar label={label} percent={share ?? 0} tone={share === null || calm ? 'accent' : toneOf(share)} />
      </div>
    </div>
  );
}
