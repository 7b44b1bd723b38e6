import {
  BgColorsOutlined,
  DesktopOutlined,
  LogoutOutlined,
  TranslationOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { hashKey } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

import type { User } from '../../api';
import { logOut } from '../../api';
import { queryClient } from '../../app/queries';
import { drawnFor, meQuery } from '../../app/session';
import { useAct } from '../../ui/act';
import { chooseLanguage } from '../../ui/language';
import styles from './Frame.module.css';
import { useOtherLanguage } from './Switches';

/** What concerns the person and not their machines; on a phone also what the header has no room for. */
export function PersonMenu({ user }: { user: User }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const act = useAct();
  const other = useOtherLanguage();

  async function leave() {
    await act(() => logOut({ throwOnError: true }));
    drawnFor(null);
    queryClient.setQueryData(meQuery.queryKey, null);
    await navigate({ to: '/login' });
    // All that was theirs is forgotten; that nobody is logged in stays known, because the page that asks looks at it.
    const kept = hashKey(meQuery.queryKey);
    queryClient.removeQueries({ predicate: (query) => query.queryHash !== kept });
  }

  const items = [
    {
      key: 'person',
      type: 'group' as const,
      label: user.name,
      children: [
        { key: 'account', icon: <UserOutlined />, label: <Link to="/account">{t('frame.account')}</Link> },
        {
          key: 'devices',
          icon: <DesktopOutlined />,
          label: (
            <Link to="/account" search={{ tab: 'devices' }}>
              {t('frame.devices')}
            </Link>
          ),
        },
        {
          key: 'look',
          icon: <BgColorsOutlined />,
          label: (
            <Link to="/account" search={{ tab: 'look' }}>
              {t('frame.look')}
            </Link>
          ),
        },
        {
          key: 'language',
          icon: <TranslationOutlined />,
          label: <span lang={other.language}>{other.word}</span>,
          onClick: () => void chooseLanguage(other.language),
        },
      ],
    },
    { key: 'line', type: 'divider' as const },
    { key: 'leave', icon: <LogoutOutlined />, label: t('frame.log_out'), onClick: leave },
  ];

  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button type="text" icon={<UserOutlined />} aria-label={t('frame.person', { name: user.name })}>
        <span className={styles.personName}>{user.name}</span>
      </Button>
    </Dropdown>
  );
}
