import { beforeAll, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../ui/language';
import { countdown } from './countdown';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('zh');
});

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;
const after = (hours: number) => countdown(new Date(NOW + hours * HOUR).toISOString(), NOW);

describe('countdown', () => {
  it('counts whole days while there are many', () => {
    expect(after(15 * 24 - 0.01)).toEqual({ left: '15 天', urgency: 'calm' });
    expect(after(4 * 24 + 2)).toEqual({ left: '4 天', urgency: 'calm' });
  });

  it('gets more exact and amber in the last three days', () => {
    expect(after(52)).toEqual({ left: '2 天 4 小时', urgency: 'attention' });
  });

  it('is red on the last day', () => {
    expect(after(2.5)).toEqual({ left: '2 小时 30 分', urgency: 'failed' });
  });

  it('has nothing left once the moment has passed', () => {
    expect(after(0)).toEqual({ left: '', urgency: 'failed' });
    expect(after(-1)).toEqual({ left: '', urgency: 'failed' });
  });
});
