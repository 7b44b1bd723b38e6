import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useNarrow } from '../../../ui/narrow';
import type { TerminalController } from './controller';
import { useKept } from './kept';
import type { Held } from './keys';
import styles from './TerminalPane.module.css';

const touch = globalThis.matchMedia('(pointer: coarse)').matches;
const ARROWS = { left: 'D', up: 'A', down: 'B', right: 'C' } as const;
const SIGNS = { left: '←', up: '↑', down: '↓', right: '→' } as const;

/** The keys that a phone's keyboard lacks. */
export function KeyRow({ controller }: { controller: TerminalController }) {
  const narrow = useNarrow();
  const { t } = useTranslation();
  const held = useKept(controller.held);

  if (!narrow && !touch) return null;

  function hold(change: Partial<Held>): void {
    controller.held.set({ ...held, ...change });
    controller.focus();
  }

  function press(data: string): void {
    controller.screen.term.input(data);
    controller.focus();
  }

  function arrow(name: keyof typeof ARROWS): void {
    const application = controller.screen.term.modes.applicationCursorKeysMode;
    press(`\x1b${application ? 'O' : '['}${ARROWS[name]}`);
  }

  return (
    <div className={styles.keys} role="toolbar" aria-label={t('workbench-terminal.keys.label')}>
      <Key onPress={() => press('\x1b')}>Esc</Key>
      <Key onPress={() => press('\t')}>Tab</Key>
      <Key pressed={held.ctrl} onPress={() => hold({ ctrl: !held.ctrl })}>
        Ctrl
      </Key>
      <Key pressed={held.alt} onPress={() => hold({ alt: !held.alt })}>
        Alt
      </Key>
      <Key label={t('workbench-terminal.keys.interrupt')} onPress={() => press('\x03')}>
        ^C
      </Key>
      {(Object.keys(ARROWS) as (keyof typeof ARROWS)[]).map((name) => (
        <Key key={name} label={t(`workbench-terminal.keys.${name}`)} onPress={() => arrow(name)}>
          {SIGNS[name]}
        </Key>
      ))}
      <Key onPress={() => void controller.pasteFromClipboard()}>{t('workbench-terminal.menu.paste')}</Key>
      {['-', '/', '|', '~'].map((sign) => (
        <Key key={sign} onPress={() => press(sign)}>
          {sign}
        </Key>
      ))}
    </div>
  );
}

interface KeyProps {
  label?: string;
  pressed?: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Key({ label, pressed, onPress, children }: KeyProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      // The terminal keeps the focus, or the phone's keyboard would come and go.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
