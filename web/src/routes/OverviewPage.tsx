import { useTranslation } from 'react-i18next';

import { Acts } from '../features/instances/acts/Acts';
import { Overview } from '../features/overview/Overview';
import { LinkButton } from '../ui/LinkButton';
import { Page } from '../ui/Page';

export function OverviewPage() {
  const { t } = useTranslation();
  return (
    <Acts>
      <Page
        title={t('overview.title')}
        actions={
          <LinkButton type="primary" to="/market">
            {t('overview.rent')}
          </LinkButton>
        }
      >
        <Overview />
      </Page>
    </Acts>
  );
}
