import { describe, expect, it } from 'vitest';

import { anOffer } from '../fixtures';
import { choicesOf, isGoodName, searchOf } from './choices';

const offer = anOffer({ total: 8, data_disk_gb: 50, data_disk_max_gb: 900 });

describe('choices', () => {
  it('come from the address and go back into it', () => {
    const search = { model: 'RTX 3090', count: 2, disk: 100, image: 'pytorch', name: 'train' };
    expect(searchOf(choicesOf(search, offer), offer)).toEqual(search);
  });

  it('begin with one card, the free disk and the page’s own image, and then leave the address short', () => {
    const plain = choicesOf({}, offer);
    expect(plain).toEqual({ count: 1, diskGb: 50, image: undefined, name: '' });
    expect(searchOf(plain, offer)).toEqual({ model: 'RTX 3090' });
  });

  it('stay within what the host has', () => {
    expect(choicesOf({ count: 99, disk: 5000 }, offer)).toMatchObject({ count: 8, diskGb: 900 });
    expect(choicesOf({ disk: 1 }, offer).diskGb).toBe(50);
    expect(choicesOf({ disk: 80 }, anOffer({ data_disk_max_gb: 0 })).diskGb).toBe(50);
  });
});

describe('isGoodName', () => {
  it.each(['', '  ', 'train-llama-1', '训练 1', 'a.b_c', 'é', 'x'.repeat(40)])('takes %j', (name) => {
    expect(isGoodName(name)).toBe(true);
  });

  it.each(['a/b', 'x'.repeat(41), 'a\tb', '<b>', 'a@b'])('refuses %j', (name) => {
    expect(isGoodName(name)).toBe(false);
  });
});
