import { useId, type ReactNode } from 'react';

import styles from './Section.module.css';

interface SectionProps {
  title: string;
  /** Beside the title: a link to all of it, as a rule. */
  extra?: ReactNode;
  children: ReactNode;
}

/** A part of a drawer or a panel with its own heading. */
export function Section({ title, extra, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id} className={styles.title}>
          {title}
        </h3>
        {extra}
      </div>
      {children}
    </section>
  );
}

/** The parts of a drawer, one under the other. */
export function Sections({ children }: { children: ReactNode }) {
  return <div className={styles.sections}>{children}</div>;
}
