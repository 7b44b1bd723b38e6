import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { getAboutOptions } from '../api/@tanstack/react-query.gen';
import { useSiteName } from '../features/frame/Brand';
import { PublicBar } from '../features/frame/PublicBar';
import { Hero } from '../features/landing/Hero';
import styles from '../features/landing/Landing.module.css';
import { Models } from '../features/landing/Models';
import { Steps, Terms } from '../features/landing/Terms';
import { LinkButton } from '../ui/LinkButton';
import { useTitle } from '../ui/Page';

export function LandingPage() {
  const { t } = useTranslation();
  const about = useQuery({ ...getAboutOptions(), staleTime: Infinity });
  const name = useSiteName();
  useTitle(t('landing.title'));
  return (
    <div className={styles.page}>
      <PublicBar>
        <LinkButton to="/login">{t('landing.log_in')}</LinkButton>
      </PublicBar>
      <main className={styles.body}>
        <div className={styles.first}>
          <Hero about={about.data} />
          <Models />
        </div>
        <Steps />
        <Terms rules={about.data?.rules} />
        <footer className={styles.foot}>
          <span>{name}</span>
          {about.data !== undefined && <span>{t('landing.version', { version: about.data.version })}</span>}
          <span>{t('landing.no_trackers')}</span>
        </footer>
      </main>
    </div>
  );
}
