import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Me } from '../api';
import { meQuery } from '../app/session';
import { Devices } from '../features/identity/Devices';
import { Keys } from '../features/identity/Keys';
import { LookChoice } from '../features/identity/LookChoice';
import { Profile } from '../features/identity/Profile';
import { Tokens } from '../features/identity/Tokens';
import { Answer } from '../ui/Answer';
import { Page } from '../ui/Page';
import type { AccountTab } from './search';

const TABS: AccountTab[] = ['profile', 'keys', 'tokens', 'devices', 'look'];

export function AccountPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab = 'profile' } = useSearch({ from: '/framed/account' });
  const me = useQuery(meQuery);
  return (
    <Page title={t('account.title')}>
      <Answer query={me}>
        {(user) =>
          user !== null && (
            <>
              {user.acting != null && <Alert type="info" showIcon title={t('account.acting_note')} />}
              <Tabs
                activeKey={tab}
                destroyOnHidden
                items={TABS.map((key) => ({
                  key,
                  label: t(`account.tab_${key}`),
                  children: partOf(key, user),
                }))}
                onChange={(key) => void navigate({ to: '/account', search: { tab: key as AccountTab } })}
              />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

function partOf(tab: AccountTab, me: Me): ReactNode {
  const fixed = me.acting != null;
  switch (tab) {
    case 'profile':
      return <Profile me={me} />;
    case 'keys':
      return <Keys fixed={fixed} />;
    case 'tokens':
      return <Tokens me={me} fixed={fixed} />;
    case 'devices':
      return <Devices fixed={fixed} />;
    case 'look':
      return <LookChoice />;
  }
}
