import { createLink } from '@tanstack/react-router';
import { useEffect, useRef, type AnchorHTMLAttributes, type ReactNode } from 'react';

import styles from './PageTabs.module.css';

/** The parts of a page that have addresses of their own; where there is no room the row scrolls. */
export function PageTabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

interface TabProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Whether this is the part that is shown. */
  here: boolean;
}

function Tab({ here, className = '', children, ...rest }: TabProps) {
  const self = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (here) self.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here]);
  return (
    <a
      {...rest}
      ref={self}
      className={`${styles.tab} ${here ? styles.here : ''} ${className}`}
      aria-current={here ? 'page' : undefined}
    >
      {children}
    </a>
  );
}

/** One of them: a link, so that it can be opened, kept and sent like any page. */
export const TabLink = createLink(Tab);
