import { PlusOutlined } from '@ant-design/icons';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { MakeUser } from '../../features/operator/users/MakeUser';
import { UserDrawer } from '../../features/operator/users/UserDrawer';
import { UserList } from '../../features/operator/users/UserList';
import { Page } from '../../ui/Page';

export function UsersPage() {
  const { t } = useTranslation();
  const { query = '', user } = useSearch({ from: '/framed/operator/users' });
  const navigate = useNavigate({ from: '/operator/users' });
  const [making, setMaking] = useState(false);
  const find = useCallback(
    (text: string) =>
      void navigate({ search: (now) => ({ ...now, query: text || undefined }), replace: true }),
    [navigate],
  );
  return (
    <Page
      title={t('users.title')}
      lead={t('users.lead')}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
          {t('users.make.act')}
        </Button>
      }
    >
      <UserList query={query} current={user} onQuery={find} />
      <UserDrawer
        id={user}
        onClose={() => void navigate({ search: (now) => ({ ...now, user: undefined }), resetScroll: false })}
      />
      {making && <MakeUser onClose={() => setMaking(false)} />}
    </Page>
  );
}
