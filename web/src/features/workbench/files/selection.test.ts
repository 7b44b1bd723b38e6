import { describe, expect, it } from 'vitest';

import { all, clicked, kept, moved, NOTHING, only } from './selection';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const PLAIN = { shift: false, ctrl: false };
const chosen = (selection: { names: ReadonlySet<string> }) => [...selection.names].sort().join('');

describe('clicks', () => {
  it('choose one, add one, and choose a range from where it began', () => {
    const one = clicked(NOTHING, ORDER, 'b', PLAIN);
    expect(chosen(one)).toBe('b');
    expect(chosen(clicked(one, ORDER, 'd', { shift: false, ctrl: true }))).toBe('bd');
    const down = clicked(one, ORDER, 'd', { shift: true, ctrl: false });
    expect(chosen(down)).toBe('bcd');
    expect(chosen(clicked(down, ORDER, 'a', { shift: true, ctrl: false }))).toBe('ab');
  });

  it('take away what was chosen, with Ctrl', () => {
    const two = clicked(only('b'), ORDER, 'd', { shift: false, ctrl: true });
    expect(chosen(clicked(two, ORDER, 'b', { shift: false, ctrl: true }))).toBe('d');
  });
});

describe('keys', () => {
  it('move within the list and begin at its nearer end', () => {
    expect(moved(NOTHING, ORDER, 1, PLAIN).at).toBe('a');
    expect(moved(NOTHING, ORDER, -1, PLAIN).at).toBe('e');
    expect(moved(only('d'), ORDER, 10, PLAIN).at).toBe('e');
    // The keys for either end lead there from anywhere.
    expect(moved(NOTHING, ORDER, ORDER.length, PLAIN).at).toBe('e');
    expect(moved(NOTHING, ORDER, -ORDER.length, PLAIN).at).toBe('a');
    expect(moved(only('b'), [], 1, PLAIN)).toBe(NOTHING);
  });

  it('widen the choice with Shift and leave it with Ctrl', () => {
    const wide = moved(only('b'), ORDER, 2, { shift: true, ctrl: false });
    expect(chosen(wide)).toBe('bcd');
    const away = moved(only('b'), ORDER, 2, { shift: false, ctrl: true });
    expect([chosen(away), away.at]).toEqual(['b', 'd']);
  });

  it('choose everything', () => {
    expect(chosen(all(ORDER, NOTHING))).toBe('abcde');
  });
});

it('forgets what is no longer there, and is the same object where nothing went', () => {
  const some = clicked(only('b'), ORDER, 'd', { shift: false, ctrl: true });
  expect(kept(some, ORDER)).toBe(some);
  const left = kept(some, ['a', 'b']);
  expect([chosen(left), left.at]).toEqual(['b', null]);
});
