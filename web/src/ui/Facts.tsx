import { Fragment, type ReactNode } from 'react';

import styles from './Facts.module.css';

/** Names and values, two columns that line up; the values of a null are left out. */
export function Facts({ items }: { items: [name: string, value: ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {items
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}

/** One number with its name: for the row of figures at the head of a page. */
export function Figure({
  name,
  value,
  note,
  tone,
}: {
  name: ReactNode;
  value: ReactNode;
  note?: ReactNode;
  tone?: 'attention' | 'failed' | undefined;
}) {
  return (
    <div className={styles.figure}>
      <div className={styles.name}>{name}</div>
      <div className={`${styles.value} ${tone === undefined ? '' : styles[tone]}`}>{value}</div>
      {note !== undefined && <div className={styles.note}>{note}</div>}
    </div>
  );
}

export function Figures({ children }: { children: ReactNode }) {
  return <div className={styles.figures}>{children}</div>;
}
