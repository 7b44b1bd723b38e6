import { describe, expect, it } from 'vitest';

import { marked, shown, wanted } from './settings';

const setting = (name: string, changed = false) => ({
  name,
  description: 'How many days a machine is kept.',
  value: 15,
  default: 15,
  changed,
});

describe('wanted', () => {
  const all = [setting('ZUKA_RETENTION__DAYS', true), setting('ZUKA_HTTP__PORT')];

  it('finds by name and description, in any case and order', () => {
    expect(wanted(all, 'days retention', false)).toEqual([all[0]]);
    expect(wanted(all, 'MACHINE', false)).toEqual(all);
    expect(wanted(all, 'nothing', false)).toEqual([]);
  });

  it('can leave out what nobody changed', () => {
    expect(wanted(all, '', true)).toEqual([all[0]]);
  });
});

describe('shown', () => {
  it('says nothing with a dash, and everything else as it stands', () => {
    expect([null, '', [], [1, 2], false, 0].map((value) => shown(value as never))).toEqual([
      '–',
      '–',
      '–',
      '1, 2',
      'false',
      '0',
    ]);
  });
});

describe('marked', () => {
  it('tells code from words', () => {
    expect(marked('`incus`, or `simulated`: nothing real')).toEqual([
      { text: 'incus', isCode: true },
      { text: ', or ', isCode: false },
      { text: 'simulated', isCode: true },
      { text: ': nothing real', isCode: false },
    ]);
    expect(marked('How many days')).toEqual([{ text: 'How many days', isCode: false }]);
  });
});
