import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { verifyLedger, type Verdict as VerdictOut } from '../../../api';
import { useAct } from '../../../ui/act';
import { Banner } from '../../../ui/Banner';
import { count, time } from '../../../ui/format';
import styles from './Ledger.module.css';
import { findingOf } from './verdict';

export interface Checked {
  verdict: VerdictOut;
  at: number;
}

/** Adds the whole ledger up, at the press of a button. */
export function VerifyButton({ onChecked }: { onChecked: (checked: Checked) => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const [busy, setBusy] = useState(false);

  async function verify() {
    setBusy(true);
    try {
      onChecked({ verdict: await act(() => verifyLedger({ throwOnError: true })), at: Date.now() });
    } catch {
      // The reason has been said; the last verdict stays.
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button icon={<SafetyCertificateOutlined aria-hidden />} loading={busy} onClick={verify}>
      {t('ledger.verify')}
    </Button>
  );
}

/** What the check found, and what to do when the books are wrong. */
export function Verdict({ checked, onClose }: { checked: Checked; onClose: () => void }) {
  const { t } = useTranslation();
  const { verdict, at } = checked;
  const facts = {
    entries: count(verdict.entries),
    accounts: count(verdict.accounts),
    time: time(at, 'time'),
  };
  const close = (
    <Button type="text" size="small" onClick={onClose}>
      {t('common.close')}
    </Button>
  );
  if (verdict.ok)
    return (
      <Banner tone="plain" title={t('ledger.verdict.right')} actions={close}>
        {t('ledger.verdict.right_lead', facts)}
      </Banner>
    );
  return (
    <Banner
      tone="failed"
      title={t('ledger.verdict.wrong', {
        count: verdict.problems.length,
        many: count(verdict.problems.length),
      })}
      actions={close}
    >
      <p>{t('ledger.verdict.wrong_lead')}</p>
      <ul className={styles.findings}>
        {verdict.problems.map((problem) => (
          <FindingLine key={problem} problem={problem} />
        ))}
      </ul>
    </Banner>
  );
}

function FindingLine({ problem }: { problem: string }) {
  const { t } = useTranslation();
  const { words, entry, user } = findingOf(problem);
  return (
    <li>
      {words}{' '}
      {entry !== undefined && (
        <Link to="/operator/ledger" search={{ entry }}>
          {t('ledger.verdict.see')}
        </Link>
      )}
      {user !== undefined && (
        <Link to="/operator/users" search={{ user }}>
          {t('ledger.verdict.see')}
        </Link>
      )}
    </li>
  );
}
