import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { remember } from './calls';
import styles from './CommandBar.module.css';
import { CommandBox, type BoxHandle } from './CommandBox';
import { QuickCommands } from './QuickCommands';
import { targetQuery, useRefreshCommands } from './queries';
import { useDoubleCtrl } from './useDoubleCtrl';

export interface CommandBarProps {
  sessionId: string;
  /** The machine, for its history; asked for where it is left out. */
  target?: string;
  /** Where the terminal is, for completing relative paths. */
  directory?: string | null;
  /** `toAll`: to every terminal on the desk; else to the active one. */
  send: (text: string, enter: boolean, toAll: boolean) => void;
  focusTerminal?: () => void;
}

/** The line below the terminals: a box for commands, and the quick ones. */
export function CommandBar({ sessionId, target, directory = null, send, focusTerminal }: CommandBarProps) {
  const { t } = useTranslation();
  const box = useRef<BoxHandle>(null);
  const asked = useQuery(targetQuery(sessionId, target));
  const machine = target ?? asked.data ?? '';
  const refresh = useRefreshCommands();

  useDoubleCtrl(() => {
    if (box.current?.focused() === true) focusTerminal?.();
    else box.current?.focus();
  });

  function sendTyped(text: string, enter: boolean, toAll: boolean): void {
    send(text, enter, toAll);
    // Nobody waits for it, and a history that lacks a line is no reason to disturb anybody.
    if (enter && machine !== '' && text.trim() !== '')
      remember(machine, text)
        .then(refresh)
        .catch(() => undefined);
  }

  return (
    <section className={styles.bar} aria-label={t('workbench-commands.label')}>
      <CommandBox
        ref={box}
        key={sessionId}
        sessionId={sessionId}
        target={machine}
        directory={directory}
        onSend={sendTyped}
        onLeave={focusTerminal}
      />
      <QuickCommands
        send={(text, enter, toAll) => {
          send(text, enter, toAll);
          focusTerminal?.();
        }}
      />
    </section>
  );
}
