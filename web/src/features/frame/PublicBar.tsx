import type { ReactNode } from 'react';

import { Brand } from './Brand';
import styles from './PublicBar.module.css';
import { LanguageSwitch, ThemeSwitch } from './Switches';

/** The head of the pages that need no account; `children` are their ways in. */
export function PublicBar({ children }: { children?: ReactNode }) {
  return (
    <header className={styles.bar}>
      <Brand to="/" />
      <div className={styles.right}>
        <LanguageSwitch />
        <ThemeSwitch />
        {children}
      </div>
    </header>
  );
}
