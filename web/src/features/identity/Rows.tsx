import type { ReactNode } from 'react';

import styles from './Rows.module.css';

interface RowProps {
  icon?: ReactNode;
  name: ReactNode;
  /** Small facts under the name; they wrap where there is no room. */
  facts: ReactNode;
  act?: ReactNode;
}

/** One of a few things of an account: what it is, what is known of it, what can be done with it. */
export function Row({ icon, name, facts, act }: RowProps) {
  const body = (
    <div>
      <div className={styles.name}>{name}</div>
      <div className={styles.facts}>{facts}</div>
    </div>
  );
  return (
    <li className={styles.row}>
      {icon === undefined ? (
        body
      ) : (
        <div className={styles.withIcon}>
          <span className={styles.icon} aria-hidden="true">
            {icon}
          </span>
          {body}
        </div>
      )}
      {act}
    </li>
  );
}

/** What the things are for, above them. */
export function RowsLead({ children }: { children: ReactNode }) {
  return (
    <p className={styles.lead}>
      <span>{children}</span>
    </p>
  );
}

/** Commands inside an empty list: how the first one is made. */
export function HowTo({ lead, children }: { lead: string; children: ReactNode }) {
  return (
    <div className={styles.code}>
      <p className="quiet">{lead}</p>
      {children}
    </div>
  );
}
