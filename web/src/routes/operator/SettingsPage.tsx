import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { listSettingsOptions } from '../../api/@tanstack/react-query.gen';
import { SettingTable } from '../../features/operator/settings/SettingTable';
import { Answer } from '../../ui/Answer';
import { Page } from '../../ui/Page';

export function SettingsPage() {
  const { t } = useTranslation();
  const settings = useQuery(listSettingsOptions());
  return (
    <Page title={t('operations.settings.title')} lead={t('operations.settings.lead')}>
      <Answer query={settings}>{(data) => <SettingTable settings={data} />}</Answer>
    </Page>
  );
}
