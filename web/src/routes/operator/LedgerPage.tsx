import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EntryDrawer } from '../../features/operator/ledger/EntryDrawer';
import type { LedgerSearch } from '../../features/operator/ledger/filter';
import { LedgerList } from '../../features/operator/ledger/LedgerList';
import { Verdict, VerifyButton, type Checked } from '../../features/operator/ledger/Verify';
import { Page } from '../../ui/Page';

export function LedgerPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/framed/operator/ledger' });
  const navigate = useNavigate({ from: '/operator/ledger' });
  const [checked, setChecked] = useState<Checked | null>(null);
  const change = useCallback(
    (next: LedgerSearch) =>
      void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false }),
    [navigate],
  );
  return (
    <Page title={t('ledger.title')} lead={t('ledger.lead')} actions={<VerifyButton onChecked={setChecked} />}>
      {checked !== null && <Verdict checked={checked} onClose={() => setChecked(null)} />}
      <LedgerList search={search} onSearch={change} />
      <EntryDrawer id={search.entry} onClose={() => change({ entry: undefined })} />
    </Page>
  );
}
