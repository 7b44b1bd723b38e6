import { expect, it } from 'vitest';

import type { InstanceOut } from '../../api';
import { arrange } from './arrange';

const one = (id: string, state: string, stoppedAt: string | null = null) =>
  ({ id, state, stopped_at: stoppedAt }) as InstanceOut;

it('shows everything that is not off, and the latest of those that are', () => {
  const { up, off, more } = arrange([
    one('a', 'running'),
    one('b', 'stopped', '2026-07-01'),
    one('c', 'failed'),
    one('d', 'stopped', '2026-07-04'),
    one('e', 'stopped', '2026-07-02'),
    one('f', 'stopped', '2026-07-03'),
    one('g', 'starting'),
  ]);
  expect(up.map((each) => each.id)).toEqual(['a', 'c', 'g']);
  expect(off.map((each) => each.id)).toEqual(['d', 'f', 'e']);
  expect(more).toBe(1);
});
