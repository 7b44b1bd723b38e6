import { describe, expect, it, vi } from 'vitest';

import { openInTab } from './openService';

function tab() {
  return {
    location: { href: 'about:blank' },
    opener: {} as unknown,
    document: { title: '' },
    close: vi.fn(),
  };
}

describe('openInTab', () => {
  it('opens before it asks, and keeps no tie to the page', async () => {
    const fresh = tab();
    const order: string[] = [];
    const blocked = await openInTab(
      () => {
        order.push('asked');
        return Promise.resolve('http://8888-i-1.localhost/');
      },
      'Opening',
      () => {
        order.push('opened');
        return fresh;
      },
    );
    expect(order).toEqual(['opened', 'asked']);
    expect(blocked).toBeNull();
    expect(fresh).toMatchObject({ location: { href: 'http://8888-i-1.localhost/' }, opener: null });
    expect(fresh.document.title).toBe('Opening');
  });

  it('gives the address where a tab was blocked', async () => {
    const find = () => Promise.resolve('http://x.localhost/');
    expect(await openInTab(find, '', () => null)).toBe('http://x.localhost/');
  });

  it('leaves no empty tab behind when it is refused', async () => {
    const fresh = tab();
    const refuse = () => Promise.reject(new Error('no'));
    await expect(openInTab(refuse, '', () => fresh)).rejects.toThrow('no');
    expect(fresh.close).toHaveBeenCalled();
  });
});
