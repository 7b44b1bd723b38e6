import { beforeAll, describe, expect, it } from 'vitest';

import { dayEnd, dayOf, dayStart, dayWord, isDay, shiftDay } from './days';
import { chooseLanguage, startLanguage } from './language';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('en');
});

describe('isDay', () => {
  it.each(['2026-07-01', '2024-02-29'])('takes %s', (value) => expect(isDay(value)).toBe(true));
  it.each(['0002-01-01', '2026-13-01', '2026-7-1', '', undefined, 20260701])('refuses %j', (value) =>
    expect(isDay(value)).toBe(false),
  );
});

describe('a day', () => {
  it('begins where the one before ends', () => {
    expect(dayStart('2026-03-01')).toBe(dayEnd('2026-02-28'));
    expect(dayOf(dayStart('2026-07-01'))).toBe('2026-07-01');
  });

  it('is found again over months and years', () => {
    expect(shiftDay('2026-01-01', -1)).toBe('2025-12-31');
    expect(shiftDay('2024-02-28', 1)).toBe('2024-02-29');
  });

  it('is called by its distance where it is near', () => {
    expect(dayWord('2026-07-02', '2026-07-02')).toBe('Today');
    expect(dayWord('2026-07-01', '2026-07-02')).toBe('Yesterday');
    expect(dayWord('2026-06-01', '2026-07-02')).toBe('1 Jun 2026');
  });
});
