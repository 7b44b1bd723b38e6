import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AboutView } from '../../api';
import { LinkButton } from '../../ui/LinkButton';
import styles from './Landing.module.css';

/** What this is, in one sentence, and the one thing to do about it. */
export function Hero({ about }: { about: AboutView | undefined }) {
  const { t } = useTranslation();
  const closed = about?.registration_open === false;
  return (
    <div className={styles.hero}>
      <h1 className={styles.title}>{t('landing.title')}</h1>
      <p className={styles.lead}>{t('landing.lead')}</p>
      <div className={styles.way}>
        <LinkButton to={closed ? '/login' : '/register'} type="primary" size="large">
          {closed ? t('landing.log_in') : t('landing.register')}
        </LinkButton>
        {!closed && <Link to="/login">{t('landing.have_account')}</Link>}
      </div>
      {closed && <p className="quiet">{t('landing.closed')}</p>}
      {about?.simulated === true && <p className={styles.simulated}>{t('landing.simulated')}</p>}
    </div>
  );
}
