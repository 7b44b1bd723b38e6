import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Platform } from './fixtures';
import { NONE, type Seam } from './seams';
import { TerminalStream } from './stream';

const told = (...offsets: number[]): Seam[] =>
  offsets.map((offset) => ({ offset, at: '2026-11-25T02:42:00Z' }));

let platform: Platform;
let text: string;
/** What waits in the parser, where it is slow. */
let held: (() => void)[] | null;

function start(from: number | null = null, marked = NONE): TerminalStream {
  const parse = (done: () => void) => (held === null ? done() : held.push(done));
  const stream = new TerminalStream({
    terminalId: 't1',
    dial: platform.dial,
    from,
    marked,
    onState: () => undefined,
    sink: {
      write: (bytes, parsed) => {
        text += new TextDecoder().decode(bytes);
        parse(parsed);
      },
      mark: (seam, drawn) => {
        text += `<${seam.offset}>`;
        parse(drawn);
      },
      reset: () => {
        text = '';
      },
    },
  });
  stream.start();
  return stream;
}

beforeEach(() => {
  vi.useFakeTimers();
  platform = new Platform();
  text = '';
  held = null;
});
afterEach(() => vi.useRealTimers());

test('a line stands exactly where a new shell begins, however the bytes come', () => {
  platform.put('old new ');
  const stream = start();
  platform.attach({ seams: told(4) });
  expect(text).toBe('old <4>new ');
  platform.handlers?.onText?.({ event: 'seams', seams: told(8) });
  expect(text).toBe('old <4>new <8>');
  platform.put('newer');
  expect(text).toBe('old <4>new <8>newer');
  expect([stream.parsed, stream.seams.marked]).toEqual([13, 8]);
});

test('a line that is drawn is not drawn again after a break', () => {
  platform.put('old ');
  start();
  platform.attach({ seams: told(4) });
  platform.drop();
  vi.advanceTimersByTime(1_000);
  platform.attach({ seams: told(4) });
  platform.put('new');
  expect(text).toBe('old <4>new');
});

test('nor on a page that is loaded again, where the picture has it', () => {
  platform.put('old ');
  start(4, 4);
  platform.attach({ seams: told(4) });
  platform.put('new');
  expect(text).toBe('new');
});

test('a picture that was taken just before its line gets it', () => {
  platform.put('old ');
  held = [];
  const stream = start();
  platform.attach({ seams: told(4) });
  held[1]?.();
  expect(stream.seams.marked).toBe(4);

  held = null;
  text = '';
  start(4, NONE);
  platform.attach({ seams: told(4) });
  expect(text).toBe('<4>');
});

test('after a gap there are the lines of what is left', () => {
  platform.put('old ');
  start();
  platform.attach({ seams: told(4) });
  platform.drop();
  platform.put('many more');
  platform.oldest = 6;
  vi.advanceTimersByTime(1_000);
  platform.attach({ seams: told(4, 8) });
  expect(text).toBe('ny<8> more');
});

test('a restart of the platform counts anew, and its line is drawn all the same', () => {
  platform.put('old ');
  const stream = start();
  platform.attach({ seams: told(2) });
  expect([text, stream.seams.marked]).toEqual(['ol<2>d ', 2]);
  platform.drop();
  vi.advanceTimersByTime(1_000);
  platform.handlers?.onText?.({
    event: 'attached',
    offset: 104,
    from: 104,
    cut: false,
    state: 'lost',
    seams: told(102),
  });
  platform.handlers?.onText?.({ event: 'seams', seams: told(104) });
  platform.put('new');
  expect(text).toBe('ol<2>d <104>new');
});
