import { describe, expect, it } from 'vitest';

import {
  moved,
  neighbour,
  placed,
  readPanes,
  replaced,
  split,
  terminalsOf,
  without,
  type Panes,
} from './panes';

const one: Panes = { terminal: 'a' };
const two = split(one, 'a', 'row', 'b');
/** a | b over c */
const three = split(two, 'b', 'column', 'c');

describe('panes', () => {
  it('give half of their place to the new one', () => {
    expect(placed(two).boxes).toEqual([
      { terminal: 'a', x: 0, y: 0, width: 0.5, height: 1 },
      { terminal: 'b', x: 0.5, y: 0, width: 0.5, height: 1 },
    ]);
    expect(placed(three).boxes.map(({ terminal, x, y }) => [terminal, x, y])).toEqual([
      ['a', 0, 0],
      ['b', 0.5, 0],
      ['c', 0.5, 0.5],
    ]);
  });

  it('stay in one row when they are split the same way again', () => {
    const row = split(two, 'a', 'row', 'x');
    expect(row).toEqual({
      axis: 'row',
      parts: [{ terminal: 'a' }, { terminal: 'x' }, { terminal: 'b' }],
      sizes: [0.25, 0.25, 0.5],
    });
  });

  it('fill the place of one that is gone, and need no branch for a single one', () => {
    expect(without(three, 'b')).toEqual({
      axis: 'row',
      parts: [{ terminal: 'a' }, { terminal: 'c' }],
      sizes: [0.5, 0.5],
    });
    expect(without(two, 'a')).toEqual({ terminal: 'b' });
    expect(without(one, 'a')).toBeNull();
    const row = split(two, 'a', 'row', 'x');
    const boxes = placed(without(row, 'b')).boxes;
    expect(boxes.map(({ width }) => width)).toEqual([0.5, 0.5]);
  });

  it('take a new terminal in an old place', () => {
    expect(terminalsOf(replaced(three, 'c', 'z'))).toEqual(['a', 'b', 'z']);
  });

  it('move a divider within its stretch, and never to nothing', () => {
    const [outer, inner] = placed(three).dividers;
    expect([outer?.axis, inner?.axis].sort()).toEqual(['column', 'row']);
    const across = placed(three).dividers.find(({ axis }) => axis === 'row');
    if (across === undefined) throw new Error('no divider');
    expect(placed(moved(three, across, 0.7)).boxes[0]?.width).toBeCloseTo(0.7);
    expect(placed(moved(three, across, 2)).boxes[0]?.width).toBeCloseTo(0.92);
  });

  it('know who lies in which direction', () => {
    expect(neighbour(three, 'a', 'right')).toBe('b');
    expect(neighbour(three, 'b', 'down')).toBe('c');
    expect(neighbour(three, 'c', 'left')).toBe('a');
    expect(neighbour(three, 'c', 'down')).toBeNull();
  });

  it('read what was kept, and nothing that cannot be drawn', () => {
    expect(readPanes(JSON.parse(JSON.stringify(three)))).toEqual(three);
    expect(readPanes({ axis: 'row', parts: [{ terminal: 'a' }], sizes: [1] })).toBeNull();
    expect(readPanes({ axis: 'row', parts: [one, { x: 1 }], sizes: [0.5, 0.5] })).toBeNull();
    expect(readPanes('a')).toBeNull();
  });
});
