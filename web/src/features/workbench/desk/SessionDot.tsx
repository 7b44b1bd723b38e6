import { useTranslation } from 'react-i18next';

import type { SessionState } from '../api';
import styles from './SessionDot.module.css';

/** The state of a session as a shape, with its word for those who do not see it. */
export function SessionDot({ state }: { state: SessionState }) {
  const { t } = useTranslation();
  return (
    <span className={styles.wrap} title={t(`workbench.state.${state}`)}>
      <span className={`${styles.dot} ${styles[state]}`} aria-hidden="true" />
      <span className="visually-hidden">{t(`workbench.state.${state}`)}</span>
    </span>
  );
}
