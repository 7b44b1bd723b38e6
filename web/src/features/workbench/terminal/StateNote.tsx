import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './TerminalPane.module.css';
import type { StreamState } from './stream';

interface StateNoteProps {
  state: StreamState;
  exit: number | null;
  onReopen?: () => void;
  onClose?: () => void;
}

/** How the terminal is, where it is not simply there; the screen stays what it was. */
export function StateNote({ state, exit, onReopen, onClose }: StateNoteProps) {
  const { t } = useTranslation();
  if (state === 'live') return null;
  if (state === 'connecting' || state === 'reconnecting')
    return (
      <div className={styles.note} role="status">
        <span className={styles.busy} aria-hidden />
        {t(`workbench-terminal.${state}`)}
      </div>
    );
  const ended =
    exit === null ? t('workbench-terminal.ended') : t('workbench-terminal.ended_with', { status: exit });
  return (
    <div className={styles.note} role="status" data-tone="ended">
      <span>{state === 'gone' ? t('workbench-terminal.gone') : ended}</span>
      {onReopen !== undefined && (
        <Button size="small" type="primary" onClick={onReopen}>
          {t('workbench-terminal.reopen')}
        </Button>
      )}
      {onClose !== undefined && (
        <Button size="small" onClick={onClose}>
          {t('common.close')}
        </Button>
      )}
    </div>
  );
}
