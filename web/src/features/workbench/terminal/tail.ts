/**
 * Where output may be cut. A picture of the screen taken between two bytes of one character or one escape sequence
 * lacks what the first ones began; when the bytes from their beginning are sent again, nothing is lost.
 */

const ESC = 0x1b;
/** Longer sequences than this are not remembered: a title of that length is cut without harm. */
export const TAIL_BYTES = 512;

/** Remembers the last bytes that were parsed. */
export class Tail {
  private bytes = new Uint8Array(0);

  add(more: Uint8Array): void {
    if (more.length >= TAIL_BYTES) {
      this.bytes = more.slice(more.length - TAIL_BYTES);
      return;
    }
    const keep = this.bytes.subarray(Math.max(0, this.bytes.length + more.length - TAIL_BYTES));
    const joined = new Uint8Array(keep.length + more.length);
    joined.set(keep);
    joined.set(more, keep.length);
    this.bytes = joined;
  }

  /** How many bytes at the end have begun something that is not finished. */
  unfinished(): number {
    return Math.max(unfinishedSequence(this.bytes), unfinishedCharacter(this.bytes));
  }
}

function unfinishedSequence(bytes: Uint8Array): number {
  let at = bytes.lastIndexOf(ESC);
  if (at < 0) return 0;
  // `ESC \` ends a string that an earlier ESC began.
  if (at === bytes.length - 1) {
    const opening = bytes.lastIndexOf(ESC, at - 1);
    if (opening >= 0 && !isWhole(bytes.subarray(opening, at))) at = opening;
    return bytes.length - at;
  }
  return isWhole(bytes.subarray(at)) ? 0 : bytes.length - at;
}

/** Whether the sequence that starts these bytes is finished in them. */
function isWhole(bytes: Uint8Array): boolean {
  const kind = bytes[1];
  if (kind === undefined) return false;
  // CSI: parameters, then one byte from @ to ~.
  if (kind === 0x5b) return bytes.subarray(2).some((byte) => byte >= 0x40 && byte <= 0x7e);
  // OSC, DCS, SOS, PM, APC: up to BEL or ESC \; the latter has an ESC of its own and never comes here.
  if ([0x5d, 0x50, 0x58, 0x5e, 0x5f].includes(kind)) return bytes.includes(0x07);
  // Charsets and the like: intermediate bytes, then one more.
  if (kind >= 0x20 && kind <= 0x2f) return bytes.length > 2;
  return true;
}

function unfinishedCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
