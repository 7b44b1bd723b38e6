import { describe, expect, it } from 'vitest';

import { auditQuery, auditSheet, isFiltered } from './filter';

describe('the filter of the audit log', () => {
  it('asks for whole days, the last one included', () => {
    const { from, to } = auditQuery({ from: '2026-07-01', to: '2026-07-01' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 3_600_000);
  });

  it('leaves out a date that is none', () => {
    expect(auditQuery({ from: 'yesterday', to: '2026-13-01' })).toMatchObject({
      from: undefined,
      to: undefined,
    });
  });

  it('gives the spreadsheet the same question', () => {
    const query = new URL(auditSheet({ action: 'wallet', actor: 'u-1', target: 'i-1' }), 'http://localhost')
      .searchParams;
    expect(query.get('action')).toBe('wallet');
    expect(query.get('actor_id')).toBe('u-1');
    expect(query.get('target')).toBe('i-1');
    expect(query.has('from')).toBe(false);
    expect(query.get('lang')).toBeTruthy();
  });

  it('knows when there is none', () => {
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ action: undefined })).toBe(false);
    expect(isFiltered({ to: '2026-07-01' })).toBe(true);
  });
});
