import { useId, type ReactNode } from 'react';

import styles from './Chips.module.css';

export interface Chip<T> {
  value: T;
  label: ReactNode;
  /** A smaller word behind the label. */
  note?: ReactNode;
  disabled?: boolean;
}

interface ChipsProps<T> {
  label: string;
  chips: Chip<T>[];
  value: T;
  onChange: (value: T) => void;
  /** True where there may be many: on a phone they stay in one line, which scrolls. */
  many?: boolean;
}

/** One choice of few, all of them in sight. Underneath they are radio buttons, so arrow keys move the choice. */
export function Chips<T extends string | number | undefined>({
  label,
  chips,
  value,
  onChange,
  many = false,
}: ChipsProps<T>) {
  const id = useId();
  return (
    <div role="radiogroup" aria-labelledby={id} className={styles.row}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <div className={`${styles.chips} ${many ? styles.many : ''}`}>
        {chips.map((chip) => (
          <label key={String(chip.value)} className={styles.chip}>
            <input
              type="radio"
              name={id}
              className={styles.input}
              checked={chip.value === value}
              disabled={chip.disabled}
              onChange={() => onChange(chip.value)}
            />
            <span className={styles.face}>
              {chip.label}
              {chip.note !== undefined && <span className={styles.note}>{chip.note}</span>}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}

/** A label in the same place as those of the chips, for what is not a choice. */
export function Labelled({
  label,
  tight = false,
  wide = false,
  children,
}: {
  label: string;
  /** True where it stands beside others and lines up with nothing. */
  tight?: boolean;
  /** True for what needs the whole width of a phone. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={tight ? styles.tight : `${styles.row} ${wide ? '' : styles.fact}`}>
      <span className={styles.label}>{label}</span>
      <div className={styles.chips}>{children}</div>
    </div>
  );
}
