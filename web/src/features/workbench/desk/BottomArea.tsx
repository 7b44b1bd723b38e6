import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { SessionOut } from '../api';
import { paneOf } from '../terminal/panes';
import styles from './BottomArea.module.css';
import type { BottomRoom, Tab } from './layout';
import { FilesPanel } from '../files/FilesPanel';
import { TunnelsPanel } from '../tunnels/TunnelsPanel';
import { useDesk, useDeskParts } from './useDesk';

const ROOMS: BottomRoom[] = ['files', 'tunnels'];

/** Below the terminals: the files of the machine, or its tunnels. */
export function BottomArea({ session, tab, shown }: { session: SessionOut; tab: Tab; shown: boolean }) {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const bottom = useDesk((state) => state.layout.bottom);
  const change = (with_: Partial<typeof bottom>) =>
    store.arrange((layout) => ({ ...layout, bottom: { ...layout.bottom, ...with_ } }));
  const label = (room: BottomRoom) =>
    room === 'tunnels' && session.tunnels_count > 0
      ? `${t('workbench.tunnels')} ${session.tunnels_count}`
      : t(`workbench.${room}`);

  return (
    <div className={styles.bottom} style={bottom.open ? { height: bottom.height } : undefined}>
      <div className={styles.head}>
        {ROOMS.map((room) => (
          <button
            key={room}
            type="button"
            className={`${styles.tab} ${bottom.open && bottom.room === room ? styles.here : ''}`}
            aria-pressed={bottom.open && bottom.room === room}
            onClick={() => change({ room, open: bottom.room !== room || !bottom.open })}
          >
            {label(room)}
          </button>
        ))}
        <span className={styles.space} />
        <Button
          size="small"
          type="text"
          icon={bottom.open ? <DownOutlined /> : <UpOutlined />}
          aria-label={bottom.open ? t('workbench.hide_bottom') : t('workbench.show_bottom')}
          title={bottom.open ? t('workbench.hide_bottom') : t('workbench.show_bottom')}
          onClick={() => change({ open: !bottom.open })}
        />
      </div>
      {/* A room behind another tab is not drawn: it starts where it was left. */}
      {bottom.open && shown && <Room session={session} tab={tab} room={bottom.room} />}
    </div>
  );
}

export function Room({ session, tab, room }: { session: SessionOut; tab: Tab; room: BottomRoom }) {
  const terminal = session.terminals.find((one) => one.id === tab.focus);
  return (
    <div className={styles.body}>
      {room === 'files' ? (
        <FilesPanel
          session={session}
          directory={terminal?.directory ?? null}
          onDirectory={(path) => tab.focus !== null && paneOf(tab.focus)?.submit(`cd ${quoted(path)}`, true)}
        />
      ) : (
        <TunnelsPanel session={session} />
      )}
    </div>
  );
}

/** A path as one word for a shell, whatever is in it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
