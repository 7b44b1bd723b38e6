import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { EverythingTabs } from '../../features/operator/everything/EverythingTabs';
import type { Change } from '../../features/operator/everything/filters';
import { InstanceDrawer } from '../../features/operator/everything/InstanceDrawer';
import { Page } from '../../ui/Page';

export function EverythingPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/framed/operator/instances' });
  const navigate = useNavigate({ from: '/operator/instances' });
  const change = useCallback(
    (next: Change) =>
      void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <Page title={t('operations.title')} lead={t('operations.lead')}>
      <EverythingTabs
        search={search}
        onSearch={change}
        // States of instances and of operations are not the same; whom and where stays.
        onTab={(tab) => change({ tab, state: undefined, failed: undefined })}
      />
      <InstanceDrawer id={search.instance} onClose={() => change({ instance: undefined })} />
    </Page>
  );
}
