/** The clipboard, where the browser lets a page have it. */
import { toClipboard } from '../../../ui/Copy';

/** Its text; null where the page may not read it, as over plain HTTP, or the user refused. */
export async function fromClipboard(): Promise<string | null> {
  const clipboard = (navigator as Partial<Navigator>).clipboard;
  if (typeof clipboard?.readText !== 'function') return null;
  try {
    return await clipboard.readText();
  } catch {
    return null;
  }
}

/** Copies; false where the browser refused. */
export async function copyText(text: string): Promise<boolean> {
  if (text === '') return false;
  try {
    await toClipboard(text);
    return true;
  } catch {
    return false;
  }
}

const OSC_52_LENGTH = 1024 * 1024;

/** The text that a program wants to put on the clipboard with OSC 52; null: it asks to read it, or writes nonsense. */
export function programsText(payload: string): string | null {
  const parts = /^[cpqs0-7]*;([A-Za-z0-9+/=]+)$/.exec(payload);
  if (parts?.[1] === undefined || parts[1].length > OSC_52_LENGTH) return null;
  try {
    const bytes = Uint8Array.from(atob(parts[1]), (letter) => letter.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
