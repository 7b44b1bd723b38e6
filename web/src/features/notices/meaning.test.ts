import { describe, expect, it } from 'vitest';

import { placeOf, severityOf } from './meaning';

const mine = () => true;
const others = () => false;

describe('severityOf', () => {
  it.each([
    ['wallet_dry', 'failed'],
    ['wallet_runs_dry', 'attention'],
    ['host_back', 'good'],
    ['of_tomorrow', 'attention'],
  ])('of %s is %s', (kind, severity) => expect(severityOf({ kind })).toBe(severity));
});

describe('placeOf', () => {
  it('leads to money, to one’s own instance, to hosts', () => {
    expect(placeOf({ kind: 'wallet_dry', subject: 'u-1' }, mine)?.to).toBe('/billing');
    expect(placeOf({ kind: 'retention', subject: 'i-1' }, mine)).toMatchObject({
      to: '/instances/$instanceId',
      params: { instanceId: 'i-1' },
    });
    expect(placeOf({ kind: 'host_unreachable', subject: 'host-1' }, mine)?.to).toBe('/operator/hosts');
  });

  it('leads an operator to somebody else’s instance in their own part', () => {
    expect(placeOf({ kind: 'operation_failed', subject: 'i-2' }, others)).toMatchObject({
      to: '/operator/instances',
      search: { query: 'i-2' },
    });
  });

  it('leads nowhere from what is not known', () => {
    expect(placeOf({ kind: 'of_tomorrow', subject: 'x' }, mine)).toBeNull();
  });
});
