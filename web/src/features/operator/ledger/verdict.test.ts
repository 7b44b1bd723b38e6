import { beforeAll, describe, expect, it } from 'vitest';

import { startLanguage } from '../../../ui/language';
import { findingOf } from './verdict';

beforeAll(startLanguage);

describe('what a check of the books found', () => {
  it('leads to the entry or the user that it is about', () => {
    const entry = findingOf('entry ent-1 adds up to -5 micro-yuan instead of 0, or has fewer than two sides');
    expect(entry.entry).toBe('ent-1');
    expect(entry.words).toContain('−¥0.000005');
    const wallet = findingOf('the wallet of u-1 says 1000000 micro-yuan, its postings add up to 999999');
    expect(wallet.user).toBe('u-1');
    expect(wallet.words).toContain('¥0.999999');
  });

  it('is shown as it came when it is something new', () => {
    expect(findingOf('the moon is full')).toEqual({ words: 'the moon is full' });
  });
});
