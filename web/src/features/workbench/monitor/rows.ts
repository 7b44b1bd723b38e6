/** Processes in the order and choice of the reader, and how full things look. */
import type { Gpu, Memory, Process } from './sample';

export type Order = 'cpu' | 'memory' | 'gpu';

export interface Row extends Process {
  /** What it holds on all cards together; null where it uses none. */
  gpu_memory: number | null;
}

/** What each process holds on the cards. */
export function onCards(gpus: Gpu[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const { processes } of gpus) {
    for (const { pid, memory } of processes) found.set(pid, (found.get(pid) ?? 0) + (memory ?? 0));
  }
  return found;
}

const BY: Record<Order, (one: Row) => number> = {
  cpu: (one) => one.cpu_percent,
  memory: (one) => one.memory_bytes,
  gpu: (one) => one.gpu_memory ?? -1,
};

/** Those that match `wanted` by name, command, user or number, the largest in `order` first. */
export function rowsOf(processes: Process[], gpus: Gpu[], order: Order, wanted: string): Row[] {
  const held = onCards(gpus);
  const word = wanted.trim().toLowerCase();
  const rows = processes
    .filter((one) => word === '' || textOf(one).includes(word))
    .map((one) => ({ ...one, gpu_memory: held.get(one.pid) ?? null }));
  const by = BY[order];
  return rows.sort((a, b) => by(b) - by(a) || b.memory_bytes - a.memory_bytes || a.pid - b.pid);
}

function textOf({ pid, user, name, command }: Process): string {
  return `${pid} ${user} ${name} ${command}`.toLowerCase();
}

/** What a process is called in a narrow column: the program without its folder, and its arguments. */
export function shortCommand(command: string): string {
  const [program = '', ...rest] = command.split(' ');
  if (!program.startsWith('/')) return command;
  return [program.slice(program.lastIndexOf('/') + 1) || program, ...rest].join(' ');
}

export type Tone = 'accent' | 'attention' | 'failed';

/** Green for a while, and a warning before it is too late. */
export function toneOf(percent: number): Tone {
  if (percent >= 95) return 'failed';
  return percent >= 85 ? 'attention' : 'accent';
}

export function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole <= 0 ? null : Math.min(100, (100 * part) / whole);
}

/** What there is to have: a container's limit, else all of the machine. */
export function capacity({ limit, total }: Memory): number {
  return limit ?? total;
}

/** How many cores stand in a line: sixteen wide bars, else a dense grid. */
export function coreColumns(count: number): number {
  if (count <= 16) return Math.max(1, count);
  return count <= 64 ? 16 : 32;
}
