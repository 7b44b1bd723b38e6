import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { getAboutOptions } from '../api/@tanstack/react-query.gen';
import { Entry, EntryWaiting } from '../features/identity/Entry';
import { useOnward } from '../features/identity/onward';
import { RegisterForm } from '../features/identity/RegisterForm';
import { Answer } from '../ui/Answer';

export function RegisterPage() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: '/register' });
  const asking = useOnward(next);
  const about = useQuery({ ...getAboutOptions(), staleTime: Infinity });
  return (
    <Entry
      title={t('account.register')}
      below={
        <>
          {t('account.have_account')}{' '}
          <Link to="/login" search={{ next }}>
            {t('account.log_in')}
          </Link>
        </>
      }
    >
      <Answer query={about} loading={<EntryWaiting />}>
        {({ registration_open: open }) => {
          if (!open) return <p className="quiet">{t('account.registration_closed')}</p>;
          return asking ? <RegisterForm /> : <EntryWaiting />;
        }}
      </Answer>
    </Entry>
  );
}
