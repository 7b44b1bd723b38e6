import { Terminal } from '@xterm/xterm';
import { expect, test } from 'vitest';

import { seamLine } from './seam';

function shown(term: Terminal): string[] {
  const { active } = term.buffer;
  const rows = Array.from({ length: active.length }, (_, row) =>
    active.getLine(row)?.translateToString(true).trimEnd(),
  );
  return rows.filter((row) => row !== undefined && row !== '') as string[];
}

const write = (term: Terminal, text: string) => new Promise<void>((done) => term.write(text, done));

test('the line stands between the old shell and the new one', async () => {
  const term = new Terminal({ cols: 40, rows: 10 });
  await write(term, 'one\r\ntwo\r\nroot@box:~# ');
  await write(term, seamLine('— new —'));
  await write(term, 'root@box:~# ');
  expect(shown(term)).toEqual(['one', 'two', 'root@box:~#', '— new —', 'root@box:~#']);
});

test('the new shell does not inherit an editor that the old one died in', async () => {
  const term = new Terminal({ cols: 40, rows: 10 });
  await write(term, 'before\r\n');
  await write(
    term,
    '\x1b[?1049h\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[?1h\x1b[3;5r\x1b[31m~ text\x1b]0;unfinished',
  );
  await write(term, seamLine('— new —'));
  await write(term, 'after');
  expect(shown(term)).toEqual(['before', '— new —', 'after']);
  expect(term.buffer.active.type).toBe('normal');
  expect(term.modes).toMatchObject({
    mouseTrackingMode: 'none',
    bracketedPasteMode: false,
    applicationCursorKeysMode: false,
  });
});
