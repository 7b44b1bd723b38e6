/** Which keys the terminal's own acts have; every other key is the program's. */

export type KeyAct =
  | 'copy'
  | 'copy_or_interrupt'
  | 'paste'
  | 'search'
  | 'select_all'
  | 'larger'
  | 'smaller'
  | 'usual_size'
  | 'next_pane'
  | 'previous_pane'
  | 'split_right'
  | 'split_down'
  | 'broadcast'
  | 'page';

export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

interface Circumstances {
  mac: boolean;
  selected: boolean;
  ctrlV: boolean;
}

const WITH_CTRL_SHIFT: Record<string, KeyAct> = {
  KeyC: 'copy',
  KeyV: 'paste',
  KeyF: 'search',
  KeyA: 'select_all',
  KeyB: 'broadcast',
  KeyD: 'split_right',
  KeyE: 'split_down',
};
const SIZES: Record<string, KeyAct> = {
  '+': 'larger',
  '=': 'larger',
  '-': 'smaller',
  _: 'smaller',
  '0': 'usual_size',
};
/** The browser's own: developer tools, another page, closing this one. They can't be taken, or should not be. */
const BROWSERS = new Set(['F5', 'F11', 'F12']);

/** The act of a key, or null where it goes to the program. `page` leaves it to the browser. */
export function actOf(pressed: Pressed, { mac, selected, ctrlV }: Circumstances): KeyAct | null {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey } = pressed;
  if (BROWSERS.has(key) && !shiftKey && !ctrlKey && !altKey) return 'page';
  if (mac && metaKey) return onMac(key, code);
  if (metaKey) return 'page';
  if (ctrlKey && altKey) return arrow(key);
  if (!ctrlKey) return code === 'Insert' && shiftKey ? 'paste' : null;
  if (shiftKey && WITH_CTRL_SHIFT[code] !== undefined) return WITH_CTRL_SHIFT[code];
  if (SIZES[key] !== undefined) return SIZES[key];
  if (shiftKey) return null;
  if (code === 'Insert') return 'copy';
  if (!mac && code === 'KeyC' && selected) return 'copy_or_interrupt';
  if (!mac && code === 'KeyV' && ctrlV) return 'paste';
  return null;
}

function arrow(key: string): KeyAct | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return 'next_pane';
  if (key === 'ArrowLeft' || key === 'ArrowUp') return 'previous_pane';
  return null;
}

function onMac(key: string, code: string): KeyAct {
  if (SIZES[key] !== undefined) return SIZES[key];
  if (code === 'KeyC') return 'copy';
  if (code === 'KeyV') return 'paste';
  if (code === 'KeyA') return 'select_all';
  if (code === 'KeyF') return 'search';
  return 'page';
}

/** Ctrl and Alt of the key row on a phone: held until the next key. */
export interface Held {
  ctrl: boolean;
  alt: boolean;
}

/** What a program gets for a letter that is typed while Ctrl or Alt of the key row on a phone is held. */
export function modified(data: string, { ctrl, alt }: Held): string {
  let sent = data;
  if (ctrl && data.length === 1) {
    const code = data.toUpperCase().charCodeAt(0);
    if (code >= 0x40 && code <= 0x5f) sent = String.fromCharCode(code & 0x1f);
    if (data === ' ') sent = '\0';
    if (data === '?') sent = '\x7f';
  }
  return alt ? `\x1b${sent}` : sent;
}

/**
 * Whether the terminal itself answers with this and nobody typed it: where the cursor is, what it is, where the mouse
 * was pressed. Such answers belong to the one program that asked.
 */
export function isReport(data: string): boolean {
  return (
    // eslint-disable-next-line no-control-regex
    /^\x1b\[(?:[?>=<]|[IO]$|\d+;\d+R$|\d+(?:;\d+)*t$|0n$|M[\s\S]{3}$)/.test(data) || /^\x1b[P\]]/.test(data)
  );
}
