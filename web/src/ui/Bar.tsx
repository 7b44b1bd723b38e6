import styles from './Bar.module.css';

interface BarProps {
  /** How much of it is full, from 0 to 100. */
  percent: number;
  /** What it measures, for those who cannot see it. */
  label: string;
  tone?: 'accent' | 'busy' | 'attention' | 'failed';
}

/** A thin bar: a share of a whole, or how far something has come. */
export function Bar({ percent, label, tone = 'accent' }: BarProps) {
  const share = Math.min(100, Math.max(0, percent));
  return (
    <span
      className={`${styles.bar} ${styles[tone]}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share)}
    >
      <span style={{ width: `${share}%` }} />
    </span>
  );
}
