import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { UserOut } from '../../../api';
import { getUserOptions } from '../../../api/@tanstack/react-query.gen';
import { Ago } from '../../../ui/Ago';
import { Answer } from '../../../ui/Answer';
import { Banner } from '../../../ui/Banner';
import { CopyText } from '../../../ui/Copy';
import { Facts } from '../../../ui/Facts';
import { time } from '../../../ui/format';
import { Sections } from '../../../ui/Section';
import { SideDrawer } from '../../../ui/SideDrawer';
import { UserActs } from './UserActs';
import { UserAudit } from './UserAudit';
import { UserEntries } from './UserEntries';
import { UserInstances } from './UserInstances';
import { UserWallet } from './UserWallet';

const WIDTH = 680;

interface UserDrawerProps {
  /** An id; undefined: it is closed. */
  id: string | undefined;
  onClose: () => void;
}

/** Everything about one account, and what can be done about it. */
export function UserDrawer({ id, onClose }: UserDrawerProps) {
  return (
    <SideDrawer of={id} width={WIDTH} title={(open) => <Title id={open} />} onClose={onClose}>
      {(open) => <Body id={open} />}
    </SideDrawer>
  );
}

function Title({ id }: { id: string }) {
  const { t } = useTranslation();
  const user = useQuery(getUserOptions({ path: { user_id: id } }));
  return user.data?.name ?? t('users.one');
}

function Body({ id }: { id: string }) {
  const { t } = useTranslation();
  const user = useQuery(getUserOptions({ path: { user_id: id } }));
  return (
    <Answer query={user} loading={<Skeleton active paragraph={{ rows: 12 }} />}>
      {(one) => (
        <Sections>
          {one.disabled && (
            <Banner tone="failed" title={t('users.disabled_title')}>
              {t('users.disabled_lead')}
            </Banner>
          )}
          <UserActs user={one} />
          <UserWallet id={one.id} />
          <Account user={one} />
          <UserInstances user={one} />
          <UserEntries user={one} />
          <UserAudit id={one.id} />
        </Sections>
      )}
    </Answer>
  );
}

function Account({ user }: { user: UserOut }) {
  const { t } = useTranslation();
  return (
    <Facts
      items={[
        [
          t('users.id'),
          <CopyText key="id" text={user.id} label={t('common.copy_what', { what: t('users.id') })} />,
        ],
        [t('users.role_label'), t(`users.role.${user.role}`)],
        [
          t('users.since'),
          <time key="since" dateTime={user.created_at}>
            {time(user.created_at, 'full')}
          </time>,
        ],
        [
          t('users.last_seen'),
          user.last_seen_at === null ? t('users.never_seen') : <Ago key="seen" moment={user.last_seen_at} />,
        ],
      ]}
    />
  );
}
