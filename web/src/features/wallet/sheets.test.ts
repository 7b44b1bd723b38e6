import { beforeAll, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../ui/language';
import { sheetOf, span } from './sheets';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('en');
});

describe('span', () => {
  it('includes the last day', () => {
    const { from, to } = span({ from: '2026-07-01', to: '2026-07-01' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 3_600_000);
  });
  it('has no limit where none is set', () => expect(span({})).toEqual({ from: undefined, to: undefined }));
});

describe('sheetOf', () => {
  it('asks for what the page shows, and for nothing that is not set', () => {
    const address = new URL(sheetOf('/api/v1/wallet/entries.csv', { kind: 'usage' }), 'https://zuka.example');
    expect(address.pathname).toBe('/api/v1/wallet/entries.csv');
    expect([...address.searchParams.keys()].sort()).toEqual(['kind', 'lang', 'utc_offset_minutes']);
    expect(address.searchParams.get('lang')).toBe('en');
  });
});
