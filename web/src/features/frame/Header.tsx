import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { User } from '../../api';
import { getWalletOptions } from '../../api/@tanstack/react-query.gen';
import { useHealth } from '../../app/live';
import { lasting, money } from '../../ui/format';
import { useNow } from '../../ui/ticking';
import { NoticeBell } from '../notices/NoticeBell';
import { standing } from '../wallet/standing';
import styles from './Frame.module.css';
import { PersonMenu } from './PersonMenu';
import { LanguageSwitch, ThemeSwitch } from './Switches';

export function Header({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <header className={styles.header}>
      <a href="#content" className={styles.skip}>
        {t('frame.skip')}
      </a>
      <Connection />
      <Link to="/overview" className={styles.mark} aria-label={t('frame.overview')}>
        <img src="/icon.svg" alt="" width={26} height={26} />
      </Link>
      <MoneyChip user={user} />
      <NoticeBell />
      <div className={styles.switches}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <PersonMenu user={user} />
    </header>
  );
}

/** Says so while the live stream is gone; the pages then show what was true a moment ago. */
function Connection() {
  const { t } = useTranslation();
  const health = useHealth();
  return (
    <div className={styles.connection} role="status">
      {health === 'lost' && t('frame.connection_lost')}
    </div>
  );
}

/** The balance, what is spent per hour and how long that lasts: always in sight. */
function MoneyChip({ user }: { user: User }) {
  const { t } = useTranslation();
  const now = useNow();
  const wallet = useQuery(getWalletOptions());
  if (wallet.data === undefined) return <span className={styles.chip} aria-hidden="true" />;
  const { available, burn, lastsMs, tone } = standing(wallet.data, wallet.dataUpdatedAt, now);
  // An operator who rents nothing needs no money.
  const chipTone = user.role === 'operator' && burn === 0 ? 'calm' : tone;
  return (
    <Link to="/billing" className={`${styles.chip} ${styles[`chip_${chipTone}`]}`}>
      {/* Before the figures and not instead of them: they are what is asked for. */}
      <span className="visually-hidden">{t('frame.balance')}</span>
      <strong className="num">{money(available)}</strong>
      {burn > 0 && <span className={`num ${styles.burn}`}>{t('frame.burn', { amount: money(burn) })}</span>}
      {lastsMs !== null && (
        <span className={styles.lasts}>{t('frame.lasts', { time: lasting(lastsMs) })}</span>
      )}
    </Link>
  );
}
