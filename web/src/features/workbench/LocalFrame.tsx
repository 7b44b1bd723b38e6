import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { LanguageSwitch, ThemeSwitch } from '../frame/Switches';
import styles from './LocalFrame.module.css';

/** Around somebody's own workbench: whose it is, the language and the light; there is no console to go to. */
export function LocalFrame() {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <header className={styles.bar}>
        <img src="/icon.svg" alt="" width={22} height={22} />
        <span className={styles.name}>{t('workbench.title')}</span>
        <span className={styles.space} />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main id="content">
        <Outlet />
      </main>
    </div>
  );
}
