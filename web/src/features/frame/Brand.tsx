import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { getAboutOptions } from '../../api/@tanstack/react-query.gen';
import styles from './Brand.module.css';

/** The platform's name when its operator gave it none. */
const UNNAMED = 'Zuka';

/** What this platform is called: our name, until its operator gives it one. */
export function useSiteName(): string {
  const { t } = useTranslation();
  const about = useQuery({ ...getAboutOptions(), staleTime: Infinity });
  const name = about.data?.site_name ?? UNNAMED;
  return name === UNNAMED ? t('frame.brand') : name;
}

/** The mark and the name, leading home. */
export function Brand({ to, className = '' }: { to: '/' | '/overview'; className?: string }) {
  const name = useSiteName();
  return (
    <Link to={to} className={`${styles.brand} ${className}`}>
      <img src="/icon.svg" alt="" width={26} height={26} />
      <span className={styles.name}>{name}</span>
    </Link>
  );
}
