import type { ReactNode } from 'react';
import { useEffect } from 'react';

import styles from './Page.module.css';

interface PageProps {
  title: string;
  /** One sentence under the title, where the page needs one. */
  lead?: ReactNode;
  /** The page's acts, on the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Names the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Zuka' : `${title} · Zuka`;
  }, [title]);
}

/** The body of one route: its title, its acts, its content; names the browser's tab. */
export function Page({ title, lead, actions, children }: PageProps) {
  useTitle(title);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          <h1 className={styles.title}>{title}</h1>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  title?: ReactNode;
  extra?: ReactNode;
  /** True where the content brings its own padding, as tables do. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A bordered surface with an optional heading. */
export function Panel({ title, extra, flush = false, className = '', children }: PanelProps) {
  return (
    <section className={`${styles.panel} ${className}`}>
      {(title !== undefined || extra !== undefined) && (
        <div className={styles.panelHead}>
          <h2 className={styles.panelTitle}>{title}</h2>
          {extra !== undefined && <div className={styles.actions}>{extra}</div>}
        </div>
      )}
      <div className={flush ? undefined : styles.panelBody}>{children}</div>
    </section>
  );
}
