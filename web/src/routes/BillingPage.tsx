import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { BillingTabs } from '../features/wallet/BillingTabs';
import { FundsPanel } from '../features/wallet/FundsPanel';
import { RedeemForm } from '../features/wallet/RedeemForm';
import { RunsDry } from '../features/wallet/RunsDry';
import { Page } from '../ui/Page';
import styles from './BillingPage.module.css';

export function BillingPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/framed/billing' });
  const navigate = useNavigate({ from: '/billing' });
  return (
    <Page title={t('billing.title')}>
      <RunsDry quiet />
      <div className={styles.head}>
        <FundsPanel />
        <RedeemForm />
      </div>
      <BillingTabs
        search={search}
        // Replaced and not pushed: "back" leaves the page instead of undoing one filter after the other.
        onSearch={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
      />
    </Page>
  );
}
