import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { LoginForm } from '../features/identity/LoginForm';
import { Page, Panel } from '../ui/Page';

export function LoginPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const router = useRouter();
  const { next } = useSearch({ from: '/login' });
  return (
    <Page title={t('account.log_in')}>
      <Panel>
        <LoginForm
          onDone={async () => {
            if (next === undefined) await navigate({ to: '/overview' });
            else router.history.push(next);
          }}
        />
      </Panel>
    </Page>
  );
}
