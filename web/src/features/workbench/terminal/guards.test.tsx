import { expect, test } from 'vitest';

import { programsText } from './clipboard';
import { actOf, isReport, modified } from './keys';
import { webAddress } from './links';
import { needsAsking, pasted } from './paste';
import { hasMagic } from './trzsz';

const NONE = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
const PC = { mac: false, selected: false, ctrlV: true };

test('Ctrl+C copies what is selected and interrupts otherwise', () => {
  const pressed = { ...NONE, ctrlKey: true, key: 'c', code: 'KeyC' };
  expect(actOf(pressed, { ...PC, selected: true })).toBe('copy_or_interrupt');
  expect(actOf(pressed, PC)).toBeNull();
});

test('Ctrl+V may be left to programs', () => {
  const pressed = { ...NONE, ctrlKey: true, key: 'v', code: 'KeyV' };
  expect(actOf(pressed, PC)).toBe('paste');
  expect(actOf(pressed, { ...PC, ctrlV: false })).toBeNull();
});

test('answers of the terminal itself are told from what is typed', () => {
  expect(['\x1b[?1;2c', '\x1b[12;40R', '\x1b[I', '\x1b[<0;1;1M'].every(isReport)).toBe(true);
  expect(['a', '\x1b', '\x1b[A', '\x1bOA', '\x1b[15~', '中文'].some(isReport)).toBe(false);
});

test('held keys of the key row change the next letter', () => {
  expect(modified('c', { ctrl: true, alt: false })).toBe('\x03');
  expect(modified('b', { ctrl: false, alt: true })).toBe('\x1bb');
});

test('pasted text cannot end its own brackets', () => {
  expect(pasted('a\x1b[201~\nrm -rf /\n', true)).toBe('\x1b[200~a\rrm -rf /\r\x1b[201~');
});

test.each([
  ['ls', false],
  ['ls\n', false],
  ['ls\npwd', true],
  ['ls\x1b[A', true],
])('%j is asked about: %s', (text, asked) => expect(needsAsking(text)).toBe(asked));

test('programs never read the clipboard, and write only text', () => {
  expect(programsText('c;?')).toBeNull();
  expect(programsText('c;!!!')).toBeNull();
  expect(programsText(`c;${btoa('hello')}`)).toBe('hello');
});

test.each([
  ['https://example.com/a', 'https://example.com/a'],
  ['javascript:alert(1)', null],
  ['file:///etc/passwd', null],
  ['https://bank.com@evil.example/', null],
])('%s leads to %s', (text, address) => expect(webAddress(text)).toBe(address));

test('the magic words of a transfer are found', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(hasMagic(bytes('x:::TRZSZ:TRANSFER:S:1.1.6:123'))).toBe(true);
  expect(hasMagic(bytes('::TRZSZ:TRANS'))).toBe(false);
});
