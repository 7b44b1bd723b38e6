import { describe, expect, it } from 'vitest';

import { totalOf } from './MakeCodes';

describe('the worth of a batch', () => {
  it('is exact', () => {
    expect(totalOf({ amount: '0.1', count: 3 })).toBe('¥0.30');
    expect(totalOf({ amount: '50', count: 1000 })).toBe('¥50,000.00');
  });

  it('is not said while the amount is none', () => {
    expect(totalOf({ amount: '', count: 3 })).toBe('');
    expect(totalOf({ amount: 'ten', count: 3 })).toBe('');
  });
});
