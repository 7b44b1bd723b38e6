import { Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { bytes, percent } from '../../../ui/format';
import { request } from '../wire';
import styles from './Monitor.module.css';
import type { Row } from './rows';

const SIGNALS = ['TERM', 'KILL', 'INT', 'HUP', 'STOP', 'CONT'] as const;
type Signal = (typeof SIGNALS)[number];

interface KillProps {
  sessionId: string;
  process: Row;
  onClose: () => void;
}

/** Asks which signal a process is to get, and shows once more which one it is. */
export function Kill({ sessionId, process, onClose }: KillProps) {
  const { t } = useTranslation();
  const act = useAct();
  const [signal, setSignal] = useState<Signal>('TERM');
  const [busy, setBusy] = useState(false);

  async function send() {
    setBusy(true);
    const path = `/sessions/${encodeURIComponent(sessionId)}/processes/${process.pid}/signal`;
    try {
      await act(
        () => request('POST', path, { signal, started: process.started }),
        t('workbench-monitor.sent_signal', { signal, name: process.name, pid: process.pid }),
      );
      onClose();
    } catch {
      // It was said why; the dialog stays.
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t('workbench-monitor.kill_title', { name: process.name, pid: process.pid })}
      okText={t(`workbench-monitor.send`)}
      okButtonProps={{ danger: signal === 'TERM' || signal === 'KILL' }}
      confirmLoading={busy}
      onOk={send}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="quiet">
        {t('workbench-monitor.kill_lead', {
          user: process.user,
          cpu: percent(process.cpu_percent, 1),
          memory: bytes(process.memory_bytes),
        })}
      </p>
      <pre className={styles.whole}>{process.command}</pre>
      <Radio.Group
        className={styles.signals}
        aria-label={t('workbench-monitor.signal')}
        value={signal}
        onChange={(event) => setSignal(event.target.value as Signal)}
        options={SIGNALS.map((one) => ({ value: one, label: t(`workbench-monitor.signals.${one}`) }))}
      />
    </Modal>
  );
}
