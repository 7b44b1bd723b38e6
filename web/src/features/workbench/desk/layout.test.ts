import { describe, expect, it } from 'vitest';

import { aSession } from './fixtures';
import {
  closed,
  FRESH,
  opened,
  readLayout,
  renewed,
  reordered,
  restored,
  stepped,
  withPanes,
} from './layout';
import { split } from './panes';

const abc = ['a', 'b', 'c'].reduce((layout, id) => opened(layout, id), FRESH);
const order = (layout: typeof FRESH) => layout.tabs.map((tab) => tab.session).join('');

describe('tabs', () => {
  it('open at the end and in front, once each', () => {
    expect([order(abc), abc.active]).toEqual(['abc', 'c']);
    expect(opened(abc, 'a')).toEqual({ ...abc, active: 'a' });
    expect(opened(abc, 'd', true).active).toBe('c');
  });

  it('give way to their right neighbour, else to the left one', () => {
    expect(closed({ ...abc, active: 'b' }, 'b').active).toBe('c');
    expect(closed(abc, 'c').active).toBe('b');
    expect(closed(abc, 'a').active).toBe('c');
    expect(closed(opened(FRESH, 'a'), 'a').active).toBeNull();
    expect(closed(abc, 'unknown')).toBe(abc);
  });

  it('can be put in another order, and gone through in a ring', () => {
    expect(order(reordered(abc, 'a', 'c'))).toBe('bca');
    expect(order(reordered(abc, 'c', 'a'))).toBe('cab');
    expect(stepped(abc, 1).active).toBe('a');
    expect(stepped(abc, -1).active).toBe('b');
    expect(stepped(FRESH, 1)).toBe(FRESH);
  });

  it('keep their place when their session is renewed', () => {
    const again = renewed(opened(abc, 'x'), 'b', 'x');
    expect(order(again)).toBe('axc');
  });
});

describe('the panes of a tab', () => {
  it('keep the focus while its terminal is there', () => {
    const panes = split({ terminal: 'x' }, 'x', 'row', 'y');
    const both = withPanes(abc, 'a', panes, 'y');
    expect(both.tabs[0]?.focus).toBe('y');
    expect(withPanes(both, 'a', { terminal: 'x' }).tabs[0]?.focus).toBe('x');
    expect(withPanes(both, 'a', null).tabs[0]?.focus).toBeNull();
  });
});

describe('what was kept', () => {
  it('comes back as it was', () => {
    const panes = split({ terminal: 'x' }, 'x', 'row', 'y');
    const layout = withPanes(abc, 'a', panes, 'y');
    expect(readLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
  });

  it('is as on the first visit where it cannot be used', () => {
    expect(readLayout(null)).toEqual(FRESH);
    expect(readLayout({ tabs: [1, { session: 2 }], active: 3, side: { width: 9e9 }, bottom: 'x' })).toEqual({
      ...FRESH,
      side: { ...FRESH.side, width: 520 },
    });
  });

  it('shows the sessions that there are: no tab for a gone one, one for each unknown one', () => {
    const sessions = [
      aSession({ id: 'c', state: 'lost' }),
      aSession({ id: 'a' }),
      aSession({ id: 'n' }),
      aSession({ id: 'trial', state: 'asking' }),
      aSession({ id: 'b', state: 'closed' }),
    ];
    const layout = restored({ ...abc, active: 'b' }, sessions);
    expect([order(layout), layout.active]).toEqual(['acn', 'a']);
  });

  it('keeps the tab of one that is still asking something', () => {
    expect(order(restored(abc, [aSession({ id: 'b', state: 'asking' })]))).toBe('b');
  });
});
