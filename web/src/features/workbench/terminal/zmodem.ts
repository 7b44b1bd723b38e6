/**
 * rz and sz, the old way of sending files through a terminal, which pages do not speak. A program that waits for an
 * answer is called off before its signals fill the screen, so that somebody can be told what works here.
 */

/** `rz` waits for a file, `sz` wants to send one. */
export type Asked = 'rz' | 'sz';

/** The first header of both: `**`, CAN, `B0`, then `0` of a sender or `1` of a receiver, then twelve digits. */
// eslint-disable-next-line no-control-regex
const HEADER = /\*\*\x18B0([01])[0-9a-f]{12}/;
const HEADER_LENGTH = 18;
const NEW_LINE = [0x0d, 0x0a];
/** Five of them end a transfer; the rubbing out is for a shell that gets them instead. */
export const CALL_OFF = '\x18'.repeat(8) + '\b'.repeat(10);

const latin = new TextDecoder('latin1');

export class TransferWatch {
  private last = '';

  /** What of the output is to be shown, and who asks for a transfer in it. */
  look(bytes: Uint8Array): { shown: Uint8Array; asked: Asked | null } {
    // Most output has no such byte, and is not looked at any further.
    if (this.last === '' && !bytes.includes(0x18)) {
      const stars = bytes.length > 0 && bytes[bytes.length - 1] === 0x2a;
      if (stars) this.last = '*'.repeat(bytes.length > 1 && bytes[bytes.length - 2] === 0x2a ? 2 : 1);
      return { shown: bytes, asked: null };
    }
    const before = this.last.length;
    const text = this.last + latin.decode(bytes);
    const found = HEADER.exec(text);
    this.last = found === null ? beginning(text) : '';
    if (found === null) return { shown: bytes, asked: null };
    // The header is the last thing in what it sends at first: whatever is behind it belongs to it. Called off, it rubs
    // out on the screen as well, where on a line of its own there is nothing.
    const said = bytes.subarray(0, Math.max(0, found.index - before));
    const shown = new Uint8Array([...said, ...NEW_LINE]);
    return { shown, asked: found[1] === '0' ? 'sz' : 'rz' };
  }
}

/** The beginning of a header at the end, whose rest has not come yet. */
function beginning(text: string): string {
  const at = text.lastIndexOf('**\x18');
  if (at >= 0 && text.length - at < HEADER_LENGTH) return text.slice(at);
  return /\*{1,2}$/.exec(text)?.[0] ?? '';
}
