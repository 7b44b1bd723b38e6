import { LeftOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ConnectionsPanel } from '../connections/ConnectionsPanel';
import type { SessionOut } from '../api';
import { Room } from './BottomArea';
import { tabOf, withPanes, type Tab } from './layout';
import { LostBanner } from './LostBanner';
import { PaneArea } from './PaneArea';
import { terminalsOf } from './panes';
import styles from './PhoneDesk.module.css';
import { CommandBar } from '../commands/CommandBar';
import { paneOf } from '../terminal/panes';
import { MonitorPanel } from '../monitor/MonitorPanel';
import { sendTo } from './sending';
import { Standing } from './Standing';
import { TabBar } from './TabBar';
import { useDesk, useDeskParts } from './useDesk';
import { useOpening } from './useOpening';
import { useOpenTargets } from './useOpenTargets';

type View = 'terminal' | 'monitor' | 'files' | 'tunnels';
const VIEWS: View[] = ['terminal', 'monitor', 'files', 'tunnels'];

/** One thing at a time: the list of connections, or one session and one of its rooms. */
export function PhoneDesk() {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const open = useOpening();
  const targets = useOpenTargets();
  const count = useDesk((state) => state.layout.tabs.length);
  const tab = useDesk((state) => tabOf(state.layout, state.layout.active));
  const session = useDesk((state) =>
    state.layout.active === null ? undefined : state.sessions[state.layout.active],
  );
  const leave = () => store.arrange((layout) => ({ ...layout, active: null }));

  if (tab === undefined || session === undefined)
    return (
      <div className={styles.column}>
        {count > 0 && <TabBar />}
        <ConnectionsPanel onOpen={open} openTargets={targets} />
      </div>
    );
  return (
    <div className={styles.column}>
      <TabBar
        after={<NextPane tab={tab} />}
        before={
          <Button type="text" icon={<LeftOutlined />} aria-label={t('workbench.back')} onClick={leave} />
        }
      />
      {session.state === 'lost' && session.connected_at !== null && <LostBanner session={session} />}
      <OneSession key={session.id} session={session} tab={tab} />
    </div>
  );
}

/** The way to the other terminals of the session, of which one is in sight. */
function NextPane({ tab }: { tab: Tab }) {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const all = terminalsOf(tab.panes);
  const at = all.indexOf(tab.focus ?? '');
  const next = all[(at + 1) % all.length];
  if (all.length < 2 || next === undefined) return null;
  return (
    <Button
      size="small"
      aria-label={t('workbench.next_terminal')}
      onClick={() => store.arrange((layout) => withPanes(layout, tab.session, tab.panes, next))}
    >
      <span className="num">{`${at + 1}/${all.length}`}</span>
    </Button>
  );
}

function OneSession({ session, tab }: { session: SessionOut; tab: Tab }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>('terminal');
  const terminal = session.terminals.find((one) => one.id === tab.focus);
  if (tab.panes === null || session.state === 'asking') return <Standing session={session} />;
  return (
    <>
      <Segmented<View>
        block
        className={styles.switch}
        aria-label={t('workbench.view')}
        value={view}
        onChange={setView}
        options={VIEWS.map((one) => ({ value: one, label: t(`workbench.${one}`) }))}
      />
      <div className={`${styles.view} ${view === 'terminal' ? '' : styles.away}`} inert={view !== 'terminal'}>
        <PaneArea session={session} tab={tab} shown={view === 'terminal'} single />
        <CommandBar
          sessionId={session.id}
          target={session.target}
          directory={terminal?.directory ?? null}
          focusTerminal={() => tab.focus !== null && paneOf(tab.focus)?.focus()}
          send={(text, enter, toAll) => sendTo(tab.focus, text, enter, toAll)}
        />
      </div>
      {view === 'monitor' && (
        <div className={styles.scroll}>
          <MonitorPanel session={session} />
        </div>
      )}
      {(view === 'files' || view === 'tunnels') && <Room session={session} tab={tab} room={view} />}
    </>
  );
}
