import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import type { User } from '../../api';
import { logOut } from '../../api';
import { getWalletOptions } from '../../api/@tanstack/react-query.gen';
import { useHealth } from '../../app/live';
import { queryClient } from '../../app/queries';
import { drawnFor } from '../../app/session';
import { useAct } from '../../ui/act';
import { duration, money } from '../../ui/format';
import { useNow } from '../../ui/ticking';
import { NoticeBell } from '../notices/NoticeBell';
import { standing } from '../wallet/standing';
import styles from './Frame.module.css';
import { LanguageSwitch, ThemeSwitch } from './Switches';

export function Header({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <>
      <a href="#content" className={styles.skip}>
        {t('frame.skip')}
      </a>
      <header className={styles.header}>
        <Connection />
        <MoneyChip />
        <NoticeBell />
        <LanguageSwitch />
        <ThemeSwitch />
        <PersonMenu user={user} />
      </header>
    </>
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
function MoneyChip() {
  const { t } = useTranslation();
  const now = useNow();
  const wallet = useQuery(getWalletOptions());
  if (wallet.data === undefined) return <span className={styles.chip} aria-hidden="true" />;
  const { available, burn, lastsMs, tone } = standing(wallet.data, wallet.dataUpdatedAt, now);
  return (
    <Link
      to="/billing"
      className={`${styles.chip} ${styles[`chip_${tone}`]}`}
      aria-label={t('frame.balance')}
    >
      <strong className="num">{money(available)}</strong>
      {burn > 0 && <span className={`num ${styles.burn}`}>{t('frame.burn', { amount: money(burn) })}</span>}
      {lastsMs !== null && (
        <span className={styles.lasts}>
          {t('frame.lasts', { time: duration(lastsMs, lastsMs < 3_600_000 ? 2 : 1) })}
        </span>
      )}
    </Link>
  );
}

function PersonMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();

  async function leave() {
    await act(() => logOut({ throwOnError: true }));
    drawnFor(null);
    await navigate({ to: '/login' });
    queryClient.clear();
  }

  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'account', icon: <UserOutlined />, label: <Link to="/account">{t('frame.account')}</Link> },
          { key: 'leave', icon: <LogoutOutlined />, label: t('frame.log_out'), onClick: leave },
        ],
      }}
    >
      <Button
        type="text"
        icon={<UserOutlined />}
        className={styles.person}
        aria-label={t('frame.person', { name: user.name })}
      >
        <span className={styles.personName}>{user.name}</span>
      </Button>
    </Dropdown>
  );
}
