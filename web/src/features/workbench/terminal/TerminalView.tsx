import { useCallback, useEffect, useRef, useState } from 'react';

import { useShade } from '../../../ui/theme';
import type { TerminalPaneProps } from './TerminalPane';
import { RecordingsDrawer } from '../recordings/RecordingsDrawer';
import { Broadcast } from './Broadcast';
import { KeyRow } from './KeyRow';
import { AskClipboard, AskLink, AskPaste } from './Questions';
import { RecordDialog, RecordingStrip } from './Recording';
import { SearchBar } from './SearchBar';
import { SettingsDrawer } from './SettingsDrawer';
import { StateNote } from './StateNote';
import { TerminalMenu, type Place } from './TerminalMenu';
import styles from './TerminalPane.module.css';
import { useBroadcasting } from './panes';
import { usePreferences } from './preferences';
import { themeOf } from './themes';
import { useTerminal } from './useTerminal';

type Opened =
  | { what: 'search' }
  | { what: 'settings' }
  | { what: 'record' }
  | { what: 'recordings' }
  | { what: 'menu'; place: Place }
  | { what: 'paste'; text: string }
  | { what: 'clipboard' }
  | { what: 'link'; address: string };

/** A terminal with everything around it. `TerminalPane` fetches it. */
export function TerminalView(props: TerminalPaneProps) {
  const { terminalId, session, active, visible = true } = props;
  const host = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const broadcasting = useBroadcasting(terminalId);
  const shade = useShade();
  const { theme } = usePreferences();
  const recording = session.terminals.find(({ id }) => id === terminalId)?.recording === true;

  const open = useCallback((next: Opened) => setOpened(next), []);
  const { controller, state, exit, flash } = useTerminal(host, props, {
    search: () => open({ what: 'search' }),
    menu: (place) => open({ what: 'menu', place }),
    askPaste: (text) => open({ what: 'paste', text }),
    askClipboard: () => open({ what: 'clipboard' }),
    askLink: (address) => open({ what: 'link', address }),
  });
  const close = useCallback(() => setOpened(null), []);

  useEffect(() => {
    // Only after a dialog is gone: while it is there it keeps the focus in itself.
    if (active && visible && opened === null) controller?.focus();
  }, [active, visible, controller, opened]);

  return (
    <div
      className={styles.pane}
      data-terminal={terminalId}
      data-state={state}
      data-broadcast={broadcasting}
      onFocusCapture={props.onFocus}
    >
      <Broadcast terminalId={terminalId} state={broadcasting} />
      {recording && <RecordingStrip terminalId={terminalId} />}
      <div
        className={`${styles.frame} ${flash ? styles.flash : ''}`}
        style={{ background: themeOf(theme, shade).background }}
      >
        <div ref={host} className={styles.host} data-screen="" />
        <StateNote state={state} exit={exit} onReopen={props.onReopen} onClose={props.onClose} />
        {controller !== null && opened?.what === 'search' && (
          <SearchBar screen={controller.screen} onClose={close} />
        )}
      </div>
      {controller !== null && <KeyRow controller={controller} />}
      {controller !== null && opened?.what === 'menu' && (
        <TerminalMenu
          place={opened.place}
          controller={controller}
          terminalId={terminalId}
          recording={recording}
          onSplit={props.onSplit}
          onOpen={(what) => open({ what })}
          onClose={() => setOpened((now) => (now?.what === 'menu' ? null : now))}
        />
      )}
      {opened?.what === 'paste' && (
        <AskPaste text={opened.text} onPaste={(text) => controller?.pasteNow(text)} onClose={close} />
      )}
      {opened?.what === 'clipboard' && (
        <AskClipboard onPaste={(text) => controller?.pasteNow(text)} onClose={close} />
      )}
      {opened?.what === 'link' && <AskLink address={opened.address} onClose={close} />}
      {opened?.what === 'record' && <RecordDialog terminalId={terminalId} onClose={close} />}
      <RecordingsDrawer open={opened?.what === 'recordings'} onClose={close} />
      <SettingsDrawer open={opened?.what === 'settings'} onClose={close} />
    </div>
  );
}
