import { describe, expect, it } from 'vitest';

import { countsOf, kindOf, matching } from './filter';
import { anInstance } from './fixtures';

const all = [
  anInstance({ id: 'i-1', name: 'train-a' }),
  anInstance({ id: 'i-2', name: 'eval', state: 'stopped', model: 'A100 80G' }),
  anInstance({ id: 'i-3', name: 'train-b', state: 'starting' }),
  anInstance({ id: 'i-4', name: 'lost', state: 'unknown' }),
];
const ids = (found: { id: string }[]) => found.map((one) => one.id);

describe('matching', () => {
  it('shows all when nothing is asked', () => {
    expect(ids(matching(all))).toEqual(['i-1', 'i-2', 'i-3', 'i-4']);
  });

  it('finds names, ids, cards, images, hosts and ports, in any case', () => {
    expect(ids(matching(all, 'TRAIN'))).toEqual(['i-1', 'i-3']);
    expect(ids(matching(all, 'i-2'))).toEqual(['i-2']);
    expect(ids(matching(all, 'a100'))).toEqual(['i-2']);
    expect(ids(matching(all, '24503 pytorch host-01'))).toHaveLength(4);
  });

  it('wants every word', () => {
    expect(ids(matching(all, 'train 3090 b'))).toContain('i-3');
    expect(ids(matching(all, 'train a100'))).toEqual([]);
  });

  it('keeps to a kind of state', () => {
    expect(ids(matching(all, '', 'busy'))).toEqual(['i-3']);
    expect(ids(matching(all, '', 'failed'))).toEqual(['i-4']);
  });
});

describe('countsOf', () => {
  it('counts each kind', () => {
    expect(countsOf(all)).toEqual({ running: 1, busy: 1, stopped: 1, failed: 1 });
  });

  it('takes a state that it does not know for a passing one', () => {
    expect(kindOf('migrating')).toBe('busy');
  });
});
