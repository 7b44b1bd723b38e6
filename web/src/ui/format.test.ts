import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import {
  ago,
  bytes,
  celsius,
  count,
  decimal,
  duration,
  gigabytes,
  lasting,
  list,
  micros,
  money,
  percent,
  seconds,
  used,
  watts,
} from './format';
import { chooseLanguage, startLanguage } from './language';

beforeAll(startLanguage);

describe('micros', () => {
  it.each([
    ['0', 0],
    ['86.3', 86_300_000],
    ['-0.000001', -1],
    ['1234567.89', 1_234_567_890_000],
    ['-0', 0],
  ])('reads %s', (text, value) => {
    expect(micros(text)).toBe(value);
  });

  it.each(['', '1.2345678', '1e3', '¥1', '1,000'])('refuses %j', (text) => {
    expect(() => micros(text)).toThrow(RangeError);
  });
});

describe('decimal', () => {
  it.each([0, 1, -1, 1_580_000, 86_300_000, -12_345_678])('is the inverse of micros for %d', (value) => {
    expect(micros(decimal(value))).toBe(value);
  });
});

describe('money', () => {
  it('cuts to two decimals and never rounds a balance up', () => {
    expect(money('86.309')).toBe('¥86.30');
    expect(money('0.009999')).toBe('¥0.00');
  });

  it('never shows a minus before nothing', () => {
    expect(money('-0.004')).toBe('¥0.00');
    expect(money('-0.01')).toBe('−¥0.01');
  });

  it('groups thousands', () => {
    expect(money('1234567.5')).toBe('¥1,234,567.50');
  });

  it('shows all six decimals on a statement, and at least two', () => {
    expect(money('0.000438', { exact: true })).toBe('¥0.000438');
    expect(money('1.5', { exact: true })).toBe('¥1.50');
    expect(money('-0.000001', { exact: true })).toBe('−¥0.000001');
  });

  it('marks income where asked', () => {
    expect(money('100', { signed: true })).toBe('+¥100.00');
    expect(money('0', { signed: true })).toBe('¥0.00');
  });
});

describe('sizes and numbers', () => {
  it('counts bytes in powers of 1024', () => {
    expect(bytes(0)).toBe('0 B');
    expect(bytes(1023)).toBe('1,023 B');
    expect(bytes(1536)).toBe('1.5 KB');
    expect(bytes(1.5 * 1024 ** 4)).toBe('1.5 TB');
  });

  it('shows what is used of what there is', () => {
    expect(used(12.4 * 1024 ** 3, 30)).toBe('12 / 30 GB');
    expect(used(1.26 * 1024 ** 3, 30)).toBe('1.3 / 30 GB');
  });

  it('groups digits and keeps decimals only where they matter', () => {
    expect(count(12_345)).toBe('12,345');
    expect(percent(41.6)).toBe('42%');
    expect(percent(0.25, 2)).toBe('0.25%');
    expect(gigabytes(7.5)).toBe('7.5 GB');
    expect(gigabytes(31.25)).toBe('31 GB');
    expect(gigabytes(42.5, 1)).toBe('42.5 GB');
  });
});

describe('duration', () => {
  afterEach(() => chooseLanguage('zh'));

  it('says the two largest units', async () => {
    await chooseLanguage('zh');
    expect(duration(72 * 60_000)).toBe('1 小时 12 分');
    expect(duration(3 * 86_400_000 + 5_000)).toBe('3 天');
    expect(duration(900)).toBe('0 秒');
  });

  it('says it in English', async () => {
    await chooseLanguage('en');
    expect(duration(72 * 60_000)).toBe('1 h 12 min');
    expect(duration(27 * 3_600_000, 1)).toBe('1 d');
  });

  it('is never negative', async () => {
    await chooseLanguage('en');
    expect(duration(-5_000)).toBe('0 s');
  });
});

describe('readings of a machine', () => {
  it('have their units', () => {
    expect(celsius(61.4)).toBe('61 °C');
    expect(watts(310.2)).toBe('310 W');
  });

  it('keep tenths of short times', async () => {
    await chooseLanguage('zh');
    expect(seconds(0.74)).toBe('0.7 秒');
    expect(seconds(-0.1)).toBe('0 秒');
    expect(seconds(72)).toBe('1 分 12 秒');
  });
});

describe('list', () => {
  afterEach(() => chooseLanguage('zh'));

  it('joins as the language does', async () => {
    await chooseLanguage('zh');
    expect(list(['1 天', '1 小时', '10 分'])).toBe('1 天、1 小时和10 分');
    await chooseLanguage('en');
    expect(list(['1 d', '1 h', '10 min'])).toBe('1 d, 1 h and 10 min');
    expect(list(['1 d'])).toBe('1 d');
  });
});

describe('ago', () => {
  afterEach(() => chooseLanguage('zh'));

  it('counts in the largest whole unit', async () => {
    await chooseLanguage('zh');
    expect(ago(3 * 60_000)).toBe('3分钟前');
    await chooseLanguage('en');
    expect(ago(59_000)).toBe('1 minute ago');
    expect(ago(119 * 60_000)).toBe('1 hour ago');
    expect(ago(50 * 3_600_000)).toBe('2 days ago');
  });
});

describe('lasting', () => {
  it('is exact where it matters', async () => {
    await chooseLanguage('en');
    expect(lasting(44_000)).toBe('44 s');
    expect(lasting(59.5 * 60_000)).toBe('59 min 30 s');
    expect(lasting(39.9 * 3_600_000)).toBe('39 h');
    expect(lasting(50 * 3_600_000)).toBe('2 d');
  });
});
