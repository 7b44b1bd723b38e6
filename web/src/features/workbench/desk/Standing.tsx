import { LoadingOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { SessionOut } from '../api';
import { SessionQuestions } from '../questions/SessionQuestions';
import { failureWords } from './failure';
import styles from './Standing.module.css';
import { useClosing } from './useClosing';
import { useDeskParts } from './useDesk';

/** Where a session without terminals stands: on its way, with a question, or failed and why. */
export function Standing({ session }: { session: SessionOut }) {
  return (
    <div className={styles.standing}>
      {session.state === 'asking' ? (
        <SessionQuestions session={session} />
      ) : session.failure !== null ? (
        <Failed session={session} />
      ) : (
        <OnTheWay session={session} />
      )}
    </div>
  );
}

function OnTheWay({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const close = useClosing();
  return (
    <div className={styles.card} role="status">
      <LoadingOutlined className={styles.busy} aria-hidden="true" />
      <h2 className={styles.title}>{t('workbench.connecting', { target: session.title })}</h2>
      <p className="quiet">{t('workbench.connecting_lead')}</p>
      <Button onClick={() => void close(session.id)}>{t('workbench.give_up')}</Button>
    </div>
  );
}

function Failed({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const { courier, editConnection } = useDeskParts();
  const close = useClosing();
  const act = useAct();
  if (session.failure === null) return null;
  const { what, help } = failureWords(session.failure);
  const { connection_id, instance_id } = session;

  function again() {
    if (session.state === 'lost') {
      courier.reconnect(session.id);
      return;
    }
    const target = connection_id !== null ? { connection_id } : instance_id !== null ? { instance_id } : null;
    if (target !== null) void act(() => courier.open(target, session.id)).catch(() => undefined);
  }

  return (
    <div className={styles.card} role="alert">
      <h2 className={styles.title}>{t('workbench.failed_title', { name: session.title })}</h2>
      <p className={styles.what}>{what}</p>
      <p className="quiet">{help}</p>
      <div className={styles.acts}>
        <Button type="primary" onClick={again}>
          {t('workbench.retry')}
        </Button>
        {connection_id !== null && (
          <Button onClick={() => editConnection(connection_id)}>{t('workbench.edit')}</Button>
        )}
        <Button onClick={() => void close(session.id)}>{t('common.close')}</Button>
      </div>
    </div>
  );
}
