/** A statement's lines as people read them: day by day, in each day by what cost money, and summed up per instance. */
import type { StatementLine } from '../../api';
import { dayOf } from '../../ui/days';
import { micros } from '../../ui/format';

export interface Sum {
  /** Micro-yuan. */
  amount: number;
  billableMs: number;
  /** Some of it is not in the ledger yet. */
  open: boolean;
}

/** One thing that cost money on one day: an instance's cards at one price, or its disk. */
export interface Part extends Sum {
  key: string;
  instanceId: string;
  name: string;
  what: string;
  pricePerHour: string;
  /** Its clock hours, newest first. */
  lines: StatementLine[];
}

export interface Day extends Sum {
  day: string;
  parts: Part[];
}

const DISK = /^data disk /;

/** Newest day first; an hour belongs to the day that it begins in, by the reader's clock. */
export function byDay(lines: StatementLine[]): Day[] {
  const days = new Map<string, Map<string, StatementLine[]>>();
  for (const line of lines) {
    const parts = obtain(days, dayOf(line.hour), () => new Map<string, StatementLine[]>());
    obtain(parts, [line.instance_id, line.what, line.price_per_hour].join('|'), () => []).push(line);
  }
  return [...days]
    .sort(([a], [b]) => b.localeCompare(a))
    .map(([day, parts]) => {
      const shown = [...parts].map(([key, own]) => part(key, own));
      shown.sort((a, b) => b.amount - a.amount || a.key.localeCompare(b.key));
      return { day, parts: shown, ...sum([...parts.values()].flat()) };
    });
}

export interface InstanceSum extends Sum {
  instanceId: string;
  name: string;
}

/** The dearest first. Their time is that of their runs: a disk's hours beside them would count twice. */
export function byInstance(lines: StatementLine[]): InstanceSum[] {
  const found = new Map<string, StatementLine[]>();
  for (const line of lines) obtain(found, line.instance_id, () => []).push(line);
  return [...found]
    .map(([instanceId, own]) => ({
      instanceId,
      name: own[0]?.instance_name ?? '',
      ...sum(own),
      billableMs: runTime(own),
    }))
    .sort((a, b) => b.amount - a.amount || a.instanceId.localeCompare(b.instanceId));
}

/** Milliseconds that instances ran and were charged for. */
export function runTime(lines: StatementLine[]): number {
  return sum(lines.filter((line) => !DISK.test(line.what))).billableMs;
}

export function sum(lines: StatementLine[]): Sum {
  return {
    amount: lines.reduce((total, line) => total + micros(line.amount), 0),
    billableMs: lines.reduce((total, line) => total + line.billable_ms, 0),
    open: lines.some((line) => !line.posted),
  };
}

function part(key: string, lines: StatementLine[]): Part {
  const [first] = lines;
  return {
    key,
    instanceId: first?.instance_id ?? '',
    name: first?.instance_name ?? '',
    what: first?.what ?? '',
    pricePerHour: first?.price_per_hour ?? '0',
    lines: [...lines].sort((a, b) => b.hour.localeCompare(a.hour)),
    ...sum(lines),
  };
}

function obtain<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
