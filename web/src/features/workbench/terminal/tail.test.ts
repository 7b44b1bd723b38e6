import { expect, test } from 'vitest';

import { Tail } from './tail';

function unfinished(...runs: string[]): number {
  const tail = new Tail();
  for (const run of runs) tail.add(new TextEncoder().encode(run));
  return tail.unfinished();
}

test.each([
  ['plain text', 0],
  ['colour \x1b[31mred\x1b[0m', 0],
  ['cut colour \x1b[3', 4 - 1],
  ['cut at the escape \x1b', 1],
  ['title \x1b]0;name\x07', 0],
  ['title \x1b]0;name\x1b\\', 0],
  ['cut title \x1b]0;na', 6],
  ['title cut before its end \x1b]0;na\x1b', 7],
  ['charset \x1b(B', 0],
  ['cut charset \x1b(', 2],
  ['中文', 0],
])('%j', (text, expected) => {
  expect(unfinished(text)).toBe(expected);
});

test('a character that is cut counts with its first bytes', () => {
  const tail = new Tail();
  tail.add(new Uint8Array([0x41, 0xe4, 0xb8]));
  expect(tail.unfinished()).toBe(2);
  tail.add(new Uint8Array([0xad]));
  expect(tail.unfinished()).toBe(0);
});

test('a sequence may come in several runs', () => {
  expect(unfinished('x\x1b', '[3', '1')).toBe(4);
  expect(unfinished('x\x1b', '[3', '1m')).toBe(0);
});

test('only the end is remembered', () => {
  expect(unfinished('\x1b]0;' + 'long'.repeat(10_000))).toBe(0);
});
