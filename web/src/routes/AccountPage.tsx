import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Alert } from 'antd';
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
import { PageTabs, TabLink } from '../ui/PageTabs';
import type { AccountTab } from './search';

const TABS: AccountTab[] = ['profile', 'keys', 'tokens', 'devices', 'look'];

export function AccountPage() {
  const { t } = useTranslation();
  const { tab = 'profile' } = useSearch({ from: '/framed/account' });
  const me = useQuery(meQuery);
  return (
    <Page title={t('account.title')}>
      <PageTabs label={t('account.title')}>
        {TABS.map((one) => (
          <TabLink key={one} to="/account" search={{ tab: one }} replace here={one === tab}>
            {t(`account.tab_${one}`)}
          </TabLink>
        ))}
      </PageTabs>
      <Answer query={me}>
        {(user) =>
          user !== null && (
            <>
              {user.acting != null && <Alert type="info" showIcon title={t('account.acting_note')} />}
              <Part tab={tab} me={user} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

function Part({ tab, me }: { tab: AccountTab; me: Me }) {
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
