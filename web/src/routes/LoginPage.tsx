import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { getAboutOptions } from '../api/@tanstack/react-query.gen';
import { Entry, EntryWaiting } from '../features/identity/Entry';
import { LoginForm } from '../features/identity/LoginForm';
import { useOnward } from '../features/identity/onward';

export function LoginPage() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: '/login' });
  const asking = useOnward(next);
  const about = useQuery({ ...getAboutOptions(), staleTime: Infinity });
  const closed = about.data?.registration_open === false;
  return (
    <Entry
      title={t('account.log_in')}
      below={
        closed ? (
          t('account.ask_operator')
        ) : (
          <>
            {t('account.no_account')}{' '}
            <Link to="/register" search={{ next }}>
              {t('account.register')}
            </Link>
          </>
        )
      }
    >
      {asking ? <LoginForm /> : <EntryWaiting />}
    </Entry>
  );
}
