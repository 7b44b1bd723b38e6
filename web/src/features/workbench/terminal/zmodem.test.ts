import { expect, test } from 'vitest';

import { TransferWatch } from './zmodem';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const text = (shown: Uint8Array) => String.fromCharCode(...shown);
/** As lrzsz sends them. */
const RZ = 'rz waiting to receive.**\x18B0100000023be50\r\x8a\x11';
const SZ = 'rz\r**\x18B00000000000000\r\x8a\x11';

test('rz and sz are noticed, and their signals are not shown', () => {
  const rz = new TransferWatch().look(bytes(RZ));
  expect([rz.asked, text(rz.shown)]).toEqual(['rz', 'rz waiting to receive.\r\n']);
  const sz = new TransferWatch().look(bytes(SZ));
  expect([sz.asked, text(sz.shown)]).toEqual(['sz', 'rz\r\r\n']);
});

test.each([1, 2, 5, 23, 24, 25, 30, 39])('wherever the output is cut, as after %i bytes', (at) => {
  const watch = new TransferWatch();
  const first = watch.look(bytes(RZ.slice(0, at)));
  const second = watch.look(bytes(RZ.slice(at)));
  expect([first.asked, second.asked].filter((asked) => asked !== null)).toEqual(['rz']);
});

test.each(['plain', '**bold**', '**\x18', '**\x18B0200000023be50', '\x18*', '**\x18B00nonsense0000'])(
  'other output is shown as it is: %j',
  (output) => {
    const watch = new TransferWatch();
    const seen = [output, 'more'].map((piece) => watch.look(bytes(piece)));
    expect(seen.map(({ asked, shown }) => [asked, text(shown)])).toEqual([
      [null, output],
      [null, 'more'],
    ]);
  },
);
