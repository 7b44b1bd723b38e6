import { useTranslation } from 'react-i18next';

import type { BuildView } from '../../../api';
import styles from './FailureAdvice.module.css';

/** Why a build failed, as it said itself, and what usually mends it. */
export function FailureAdvice({ build }: { build: BuildView }) {
  const { t } = useTranslation();
  return (
    <div className={styles.failure}>
      <p className={styles.error}>
        {build.error === null
          ? t('catalogue.failed_unknown')
          : t('catalogue.failed_because', { error: build.error })}
      </p>
      <ul className={styles.advice}>
        <li>{t('catalogue.advice.log')}</li>
        <li>{t('catalogue.advice.index')}</li>
        <li>{t('catalogue.advice.space')}</li>
        <li>{t('catalogue.advice.tools')}</li>
        <li>{t('catalogue.advice.again')}</li>
      </ul>
    </div>
  );
}
