import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { setRecording } from '../recordings/calls';
import styles from './TerminalPane.module.css';

/** Starts a recording; what is typed is in it only when somebody says so. */
export function RecordDialog({ terminalId, onClose }: { terminalId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const [typed, setTyped] = useState(false);
  const [busy, setBusy] = useState(false);

  async function start(): Promise<void> {
    setBusy(true);
    try {
      await act(() => setRecording(terminalId, true, typed), t('workbench-terminal.record.started'));
      onClose();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t('workbench-terminal.record.title')}
      okText={t('workbench-terminal.record.start')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={start}
      onCancel={onClose}
    >
      <p className="quiet">{t('workbench-terminal.record.lead')}</p>
      <Radio.Group
        value={typed}
        vertical
        onChange={(event) => setTyped(event.target.value === true)}
        options={[
          { value: false, label: t('workbench-terminal.record.output_only') },
          { value: true, label: t('workbench-terminal.record.with_input') },
        ]}
      />
      {typed && <p role="alert">{t('workbench-terminal.record.warning')}</p>}
    </Modal>
  );
}

/** The red dot, and the way to end it. */
export function RecordingStrip({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation();
  const act = useAct();
  const [busy, setBusy] = useState(false);

  async function stop(): Promise<void> {
    setBusy(true);
    try {
      await act(() => setRecording(terminalId, false), t('workbench-terminal.record.kept'));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={styles.strip} role="status">
      <span className={styles.dot} aria-hidden />
      <span className={styles.grow}>{t('workbench-terminal.record.running')}</span>
      <Button size="small" loading={busy} onClick={stop}>
        {t('workbench-terminal.record.stop')}
      </Button>
    </div>
  );
}
