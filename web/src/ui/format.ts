/**
 * The one way to show each kind of value: money, times, durations, sizes, numbers. Amounts come over the wire as
 * decimal yuan and are counted in whole micro-yuan here, never in fractions.
 */
import { currentLanguage } from './language';

const MICROS = 1_000_000;
const GIB = 1024 ** 3;

/** Micro-yuan of a decimal string such as "86.3" or "-0.000001". Throws on anything else. */
export function micros(yuan: string): number {
  const parts = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(yuan.trim());
  if (!parts) throw new RangeError(`not an amount: ${yuan}`);
  const [, sign, whole = '0', fraction = ''] = parts;
  const value = Number(whole) * MICROS + Number(fraction.padEnd(6, '0'));
  return sign === '-' && value !== 0 ? -value : value;
}

/** Decimal yuan for the wire, without trailing zeros: 1580000 → "1.58". */
export function decimal(amount: number): string {
  const sign = amount < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(amount) / MICROS);
  const fraction = String(Math.abs(amount) % MICROS)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Made once each: making one takes as long as forty uses of it, and lists show thousands of figures. */
const formats = new Map<string, Intl.NumberFormat>();

/** Digits in groups of three, with `least` to `most` decimals. */
function number(value: number, most = 3, least = 0): string {
  const key = `${least} ${most}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { maximumFractionDigits: most, minimumFractionDigits: least });
    formats.set(key, format);
  }
  return format.format(value);
}

/**
 * "¥1,234.56": two decimals, cut and not rounded, so that a balance never looks larger than it is. `exact` shows up to
 * six, as statements need; `signed` puts a plus before income.
 */
export function money(
  amount: string | number,
  { exact = false, signed = false }: { exact?: boolean; signed?: boolean } = {},
): string {
  const value = typeof amount === 'string' ? micros(amount) : Math.trunc(amount);
  const size = Math.abs(value);
  const whole = number(Math.floor(size / MICROS));
  const six = String(size % MICROS).padStart(6, '0');
  const digits = exact ? six.replace(/0{1,4}$/, '') : six.slice(0, 2);
  const visible = exact || size >= MICROS / 100;
  const sign = value < 0 && visible ? '−' : signed && value > 0 ? '+' : '';
  return `${sign}¥${whole}.${digits}`;
}

/** "1,234" */
export function count(value: number): string {
  return number(value);
}

/** "41%" of a value between 0 and 100; `digits` decimals. */
export function percent(value: number, digits = 0): string {
  return `${number(value, digits, digits)}%`;
}

/** Gigabytes as the cards' makers and the API count them: "30 GB"; at most one decimal below ten, or `digits`. */
export function gigabytes(value: number, digits = value < 10 ? 1 : 0): string {
  return `${number(value, digits)} GB`;
}

const SIZES = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the largest fitting power of 1024: "1.4 GB". */
export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
  const scaled = value / 1024 ** power;
  const digits = power === 0 || scaled >= 100 ? 0 : 1;
  return `${number(scaled, digits)} ${SIZES[power] ?? 'B'}`;
}

/** "61 °C" */
export function celsius(value: number): string {
  return `${number(value, 0)} °C`;
}

/** "310 W" */
export function watts(value: number): string {
  return `${number(value, 0)} W`;
}

/** "12 / 30 GB" */
export function used(usedBytes: number, totalGb: number): string {
  const value = usedBytes / GIB;
  const shown = number(value, value < 10 ? 1 : 0);
  return `${shown} / ${totalGb} GB`;
}

function locale(): string {
  return currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
}

type TimeShape = 'full' | 'minute' | 'date' | 'time' | 'hour' | 'day' | 'clock';

const SHAPES: Record<TimeShape, Intl.DateTimeFormatOptions> = {
  full: { dateStyle: 'medium', timeStyle: 'medium' },
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  date: { dateStyle: 'medium' },
  time: { timeStyle: 'medium' },
  hour: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  day: { month: 'short', day: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit' },
};

/** A moment in the reader's own time zone. */
export function time(moment: string | number | Date, shape: TimeShape = 'minute'): string {
  return new Intl.DateTimeFormat(locale(), { ...SHAPES[shape], hourCycle: 'h23' }).format(new Date(moment));
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
type Unit = (typeof STEPS)[number][0];
const SHORT: Record<'zh' | 'en', Record<Unit, string>> = {
  zh: { day: ' 天', hour: ' 小时', minute: ' 分', second: ' 秒' },
  en: { day: ' d', hour: ' h', minute: ' min', second: ' s' },
};

/** A length of time in its largest units: "1 小时 12 分", "3 d 4 h". `parts` says how many. */
export function duration(milliseconds: number, parts = 2): string {
  let rest = Math.max(0, Math.floor(milliseconds / 1000));
  const words = SHORT[currentLanguage()];
  const shown: string[] = [];
  for (const [unit, size] of STEPS) {
    const many = Math.floor(rest / size);
    rest -= many * size;
    if (many > 0 || (unit === 'second' && shown.length === 0)) shown.push(`${many}${words[unit]}`);
    else if (shown.length > 0) break;
    if (shown.length === parts) break;
  }
  return shown.join(' ');
}

/** A short length of time, where tenths count below ten seconds: "0.7 秒"; longer ones as `duration` has them. */
export function seconds(value: number): string {
  if (value >= 10) return duration(value * 1000);
  const tenths = number(Math.max(0, value), 1);
  return `${tenths}${SHORT[currentLanguage()].second}`;
}

/** "1 d, 1 h and 10 min" */
export function list(items: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(items);
}

const SINCE = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "3 minutes ago", in the largest whole unit; what is less than a minute counts as one. */
export function ago(milliseconds: number): string {
  const [unit, size] = SINCE.find(([, one]) => milliseconds >= one) ?? (['minute', 60_000] as const);
  const many = Math.max(1, Math.floor(milliseconds / size));
  return new Intl.RelativeTimeFormat(locale()).format(-many, unit);
}

const HOUR_MS = 3_600_000;

/** How long something lasts, as exactly as it is worth knowing: hours count for two days, minutes for one hour. */
export function lasting(milliseconds: number): string {
  if (milliseconds < HOUR_MS) return duration(milliseconds, 2);
  if (milliseconds >= 48 * HOUR_MS) return duration(milliseconds, 1);
  const words = SHORT[currentLanguage()];
  return `${Math.floor(milliseconds / HOUR_MS)}${words.hour}`;
}
