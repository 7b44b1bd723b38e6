import { ApiOutlined, CheckCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemOf, sentence } from '../../../app/problem';
import type { SessionOut } from '../api';
import { closeSession, openSession } from '../desk/calls';
import { failureWords } from '../desk/failure';
import { useDesk, useDeskParts } from '../desk/useDesk';
import { SessionQuestions } from '../questions/SessionQuestions';
import styles from './ConnectionForm.module.css';
import { bodyOf, type Draft } from './draft';

interface TrialProps {
  /** The form as it is; rejects while something is missing in it. */
  read: () => Promise<Draft>;
  /** Whose saved secrets count where the form has none. */
  savedId?: string;
}

/** Tries to log in with what the form holds, with every question on the way, and says how it went. */
export function Trial({ read, savedId }: TrialProps) {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const [first, setFirst] = useState<SessionOut | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const heard = useDesk((state) => (first === null ? undefined : state.sessions[first.id]));
  const session = heard ?? first;
  const over = session?.state === 'closed' || session?.state === 'lost';
  const running = busy || (session !== null && !over);

  // Closing the dialog ends a trial that is still waiting for an answer.
  const live = useRef<string | null>(null);
  useEffect(() => {
    live.current = running ? (session?.id ?? null) : null;
  }, [running, session]);
  useEffect(
    () => () => {
      if (live.current !== null) void closeSession(live.current).catch(() => undefined);
    },
    [],
  );

  async function start() {
    const draft = await read().catch(() => null);
    if (draft === null) return;
    setBusy(true);
    setRefusal('');
    setFirst(null);
    try {
      const body = {
        draft: bodyOf(draft),
        trial: true,
        ...(savedId !== undefined && { connection_id: savedId }),
      };
      const { moment } = store;
      const opened = await openSession(body);
      store.answered(opened, moment);
      setFirst(opened);
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  function stop() {
    if (session === null) return;
    setFirst(null);
    void closeSession(session.id).catch(() => undefined);
  }

  return (
    <div className={styles.trial}>
      <div className={styles.trialRow}>
        <Button
          icon={<ApiOutlined />}
          loading={running && session?.state !== 'asking'}
          onClick={() => void start()}
        >
          {t('workbench-connections.form.test')}
        </Button>
        {running && session !== null && (
          <Button type="link" onClick={stop}>
            {t('workbench-connections.form.test_stop')}
          </Button>
        )}
        <span role="status">{over && session.failure === null && <Good session={session} />}</span>
      </div>
      {refusal !== '' && (
        <p className={styles.bad} role="alert">
          {refusal}
        </p>
      )}
      {over && session.failure !== null && (
        <div role="alert">
          <p className={styles.bad}>{failureWords(session.failure).what}</p>
          <p className="quiet">{failureWords(session.failure).help}</p>
        </div>
      )}
      {session?.state === 'asking' && <SessionQuestions session={session} />}
    </div>
  );
}

function Good({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const ms = session.latency_ms === null ? null : Math.max(1, Math.round(session.latency_ms));
  return (
    <span className={styles.good}>
      <CheckCircleFilled aria-hidden="true" />{' '}
      {ms === null
        ? t('workbench-connections.form.test_good_plain')
        : t('workbench-connections.form.test_good', { ms })}
    </span>
  );
}
