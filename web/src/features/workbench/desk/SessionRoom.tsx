import { useTranslation } from 'react-i18next';

import { preferred } from './bounds';
import { paneOf } from '../terminal/panes';
import { BottomArea } from './BottomArea';
import { BOUNDS, FRESH, type Tab } from './layout';
import { LostBanner } from './LostBanner';
import { PaneArea } from './PaneArea';
import { sendTo } from './sending';
import { CommandBar } from '../commands/CommandBar';
import styles from './SessionRoom.module.css';
import { Splitter } from './Splitter';
import { Standing } from './Standing';
import { useDesk, useDeskParts } from './useDesk';

/** Everything of one session: its terminals, below them its files or tunnels, at the bottom the command box. */
export function SessionRoom({ tab, shown }: { tab: Tab; shown: boolean }) {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const session = useDesk((state) => state.sessions[tab.session]);
  const bottom = useDesk((state) => state.layout.bottom);
  if (session === undefined) return null;
  const terminal = session.terminals.find((one) => one.id === tab.focus);
  const up = session.connected_at !== null && session.state !== 'closed';
  const resize = (height: number) =>
    store.arrange((layout) => ({ ...layout, bottom: { ...layout.bottom, height: Math.round(height) } }));

  return (
    // What is behind another tab keeps its size, so that nothing has to be measured anew when it comes to the front.
    <div className={`${styles.room} ${shown ? '' : styles.behind}`} inert={!shown}>
      {session.state === 'lost' && up && <LostBanner session={session} />}
      {tab.panes === null ? (
        <Standing session={session} />
      ) : (
        <>
          <PaneArea session={session} tab={tab} shown={shown} />
          {session.state === 'asking' && (
            <div className={styles.over}>
              <Standing session={session} />
            </div>
          )}
        </>
      )}
      {up && bottom.open && (
        <Splitter
          axis="column"
          fromEnd
          label={t('workbench.resize_bottom')}
          value={bottom.height}
          least={BOUNDS.height[0]}
          most={preferred(0.7)}
          onChange={resize}
          onReset={() => resize(FRESH.bottom.height)}
        />
      )}
      {up && <BottomArea session={session} tab={tab} shown={shown} />}
      {up && (
        <CommandBar
          sessionId={session.id}
          target={session.target}
          directory={terminal?.directory ?? null}
          focusTerminal={() => tab.focus !== null && paneOf(tab.focus)?.focus()}
          send={(text, enter, toAll) => sendTo(tab.focus, text, enter, toAll)}
        />
      )}
    </div>
  );
}
