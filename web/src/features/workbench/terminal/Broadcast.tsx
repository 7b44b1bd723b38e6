import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './TerminalPane.module.css';
import { broadcastAmong, echoesOf, mute, usePanes, type Broadcasting } from './panes';

/** Says loudly that keys go to several terminals, and lets this one out of it. */
export function Broadcast({ terminalId, state }: { terminalId: string; state: Broadcasting }) {
  const { t } = useTranslation();
  usePanes();
  if (state === 'off') return null;
  const muted = state === 'muted';
  return (
    <div className={`${styles.strip} ${muted ? '' : styles.loud}`} role="status">
      <span className={styles.grow}>
        {muted
          ? t('workbench-terminal.broadcast.muted')
          : t('workbench-terminal.broadcast.on', { count: echoesOf(terminalId).length + 1 })}
      </span>
      <Button size="small" onClick={() => mute(terminalId, !muted)}>
        {muted ? t('workbench-terminal.broadcast.join') : t('workbench-terminal.broadcast.leave')}
      </Button>
      <Button size="small" onClick={() => broadcastAmong([])}>
        {t('workbench-terminal.broadcast.stop')}
      </Button>
    </div>
  );
}
