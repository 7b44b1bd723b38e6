import { afterEach, describe, expect, it, vi } from 'vitest';

import { newOrderKey } from './orderKey';

describe('newOrderKey', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is another one each time', () => {
    expect(newOrderKey()).not.toBe(newOrderKey());
  });

  it('needs no secure origin', () => {
    const random = crypto.getRandomValues.bind(crypto);
    vi.stubGlobal('crypto', { getRandomValues: random });
    expect(newOrderKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newOrderKey()).not.toBe(newOrderKey());
  });
});
