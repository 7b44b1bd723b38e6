import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { AuditLog } from '../../features/operator/audit/AuditLog';
import type { AuditSearch } from '../../features/operator/audit/filter';
import { Page } from '../../ui/Page';

export function AuditPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/framed/operator/audit' });
  const navigate = useNavigate({ from: '/operator/audit' });
  const change = useCallback(
    (next: AuditSearch) =>
      void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      <AuditLog search={search} onSearch={change} />
    </Page>
  );
}
