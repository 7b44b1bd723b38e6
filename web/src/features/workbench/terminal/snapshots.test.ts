import { beforeEach, expect, test } from 'vitest';

import { Snapshots } from './snapshots';

const SMALL = { offset: 5, marked: -1, columns: 80, rows: 24, screen: 'hello' };
let snapshots: Snapshots;

beforeEach(() => {
  sessionStorage.clear();
  snapshots = new Snapshots(sessionStorage);
});

test('a screen comes back as it was kept', () => {
  snapshots.write('a', SMALL);
  expect(snapshots.read('a')).toMatchObject(SMALL);
  expect(snapshots.read('b')).toBeNull();
});

test('a screen that is too large is not kept, and neither is an older one', () => {
  snapshots.write('a', SMALL);
  snapshots.write('a', { ...SMALL, screen: 'x'.repeat(600 * 1024) });
  expect(snapshots.read('a')).toBeNull();
});

test('all together stay below a bound, and the last one is always kept', () => {
  for (let one = 0; one < 20; one += 1) {
    snapshots.write(`t${one}`, { ...SMALL, screen: 'x'.repeat(400 * 1024) });
  }
  const kept = Array.from({ length: 20 }, (_, one) => snapshots.read(`t${one}`)).filter(
    (one) => one !== null,
  );
  expect(kept.length).toBeLessThanOrEqual(7);
  expect(snapshots.read('t19')).not.toBeNull();
});

test('what is no snapshot is none', () => {
  sessionStorage.setItem('zuka.screen.a', '{"offset": "no"}');
  sessionStorage.setItem('zuka.screen.b', 'nonsense');
  expect(snapshots.read('a')).toBeNull();
  expect(snapshots.read('b')).toBeNull();
});
