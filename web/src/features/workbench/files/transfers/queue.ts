/** What is on its way: every upload, download and copy of this page, and how each one's state may change. */
import type { Problem } from '../../../../app/problem';

export type Kind = 'upload' | 'pack' | 'download' | 'copy';
export type Phase =
  | 'waiting'
  | 'running'
  | 'checking'
  | 'paused'
  /** The connection is gone; it goes on by itself. */
  | 'offline'
  /** The file is there already: somebody must say what to do. */
  | 'conflict'
  /** The page was loaded anew: the browser must be given the file again. */
  | 'file_needed'
  | 'done'
  | 'skipped'
  | 'failed';
/** `restart`: what came half is sent anew; nothing that is whole is replaced. */
export type Policy = 'overwrite' | 'skip' | 'rename' | 'resume' | 'restart';

export interface Transfer {
  id: string;
  sessionId: string;
  /** What was dropped together: one answer may be for all of it. */
  batch: string;
  kind: Kind;
  name: string;
  /** Where it goes to on the machine, or comes from. */
  path: string;
  size: number;
  done: number;
  /** Of packs and copies: files, where one transfer has many. */
  files?: { done: number; total: number };
  phase: Phase;
  policy: Policy | null;
  problem: Problem | null;
  /** Bytes per second, smoothed. */
  speed: number;
  verified: boolean | null;
  /** The other machine's session, of a copy. */
  from?: string;
  /** How many more go with the one that names it, of a copy. */
  more?: number;
  /** Modified, of a file of this computer: by it the same file is known again. */
  modified: number | null;
}

export type Queue = readonly Transfer[];

export type Change =
  | { kind: 'add'; transfers: Transfer[] }
  | { kind: 'begin'; id: string }
  | { kind: 'progress'; id: string; done: number; speed?: number; filesDone?: number }
  | { kind: 'grow'; id: string; size: number; files: number }
  | { kind: 'patch'; id: string; patch: Partial<Transfer> }
  | { kind: 'check'; id: string }
  | { kind: 'done'; id: string; verified?: boolean | null }
  | { kind: 'skipped'; id: string }
  /** Another checksum than what was sent. */
  | { kind: 'broken'; id: string }
  | { kind: 'conflict'; id: string }
  | { kind: 'answer'; id: string; policy: Policy; all: boolean }
  | { kind: 'offline'; id: string }
  | { kind: 'online'; sessionId?: string }
  | { kind: 'fail'; id: string; problem: Problem }
  | { kind: 'pause'; ids: string[] }
  | { kind: 'resume'; ids: string[] }
  | { kind: 'retry'; ids: string[] }
  | { kind: 'remove'; ids: string[] }
  | { kind: 'clear' };

const OVER = new Set<Phase>(['done', 'skipped']);
const MOVING = new Set<Phase>(['running', 'checking']);
const PAUSABLE = new Set<Phase>(['waiting', 'running', 'offline']);

export const isOver = (transfer: Transfer) => OVER.has(transfer.phase);
export const isMoving = (transfer: Transfer) => MOVING.has(transfer.phase);

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

function answered(transfer: Transfer, asked: Transfer, { policy, all, id }: Of<'answer'>): Transfer {
  const meant = transfer.id === id || (all && transfer.batch === asked.batch && !isOver(transfer));
  if (!meant) return transfer;
  // Those that have not been asked yet take the answer with them; those that wait for one go on.
  const phase = transfer.phase === 'conflict' ? 'waiting' : transfer.phase;
  return { ...transfer, policy, phase };
}

function one(queue: Queue, id: string, change: (transfer: Transfer) => Transfer): Queue {
  return queue.map((transfer) => (transfer.id === id ? change(transfer) : transfer));
}

function several(
  queue: Queue,
  ids: string[],
  from: (phase: Phase) => boolean,
  patch: Partial<Transfer>,
): Queue {
  const meant = new Set(ids);
  return queue.map((transfer) =>
    meant.has(transfer.id) && from(transfer.phase) ? { ...transfer, speed: 0, ...patch } : transfer,
  );
}

function still(transfer: Transfer, phase: Phase, problem: Problem | null = null): Transfer {
  return { ...transfer, phase, problem, speed: 0 };
}

function progressed(transfer: Transfer, change: Of<'progress'>): Transfer {
  const files =
    transfer.files !== undefined && change.filesDone !== undefined
      ? { ...transfer.files, done: change.filesDone }
      : transfer.files;
  return { ...transfer, done: change.done, files, speed: change.speed ?? transfer.speed };
}

function finished(transfer: Transfer, verified: boolean | null): Transfer {
  const files = transfer.files && { ...transfer.files, done: transfer.files.total };
  return { ...still(transfer, 'done'), done: transfer.size, files, verified };
}

function grown(transfer: Transfer, size: number, files: number): Transfer {
  const before = transfer.files ?? { done: 0, total: 0 };
  return {
    ...transfer,
    size: transfer.size + size,
    files: { ...before, total: before.total + files },
  };
}

type Handlers = { [K in Change['kind']]: (queue: Queue, change: Of<K>) => Queue };

const HANDLERS: Handlers = {
  add: (queue, { transfers }) => [...queue, ...transfers],
  begin: (queue, { id }) => one(queue, id, (transfer) => still(transfer, 'running')),
  progress: (queue, change) => one(queue, change.id, (transfer) => progressed(transfer, change)),
  grow: (queue, { id, size, files }) => one(queue, id, (transfer) => grown(transfer, size, files)),
  patch: (queue, { id, patch }) => one(queue, id, (transfer) => ({ ...transfer, ...patch })),
  check: (queue, { id }) => one(queue, id, (transfer) => still(transfer, 'checking')),
  done: (queue, { id, verified }) => one(queue, id, (transfer) => finished(transfer, verified ?? null)),
  skipped: (queue, { id }) => one(queue, id, (transfer) => still(transfer, 'skipped')),
  broken: (queue, { id }) =>
    one(queue, id, (transfer) => ({ ...still(transfer, 'failed'), done: 0, verified: false })),
  conflict: (queue, { id }) => one(queue, id, (transfer) => still(transfer, 'conflict')),
  answer: (queue, change) => {
    const asked = queue.find((transfer) => transfer.id === change.id);
    return asked === undefined ? queue : queue.map((transfer) => answered(transfer, asked, change));
  },
  offline: (queue, { id }) => one(queue, id, (transfer) => still(transfer, 'offline')),
  online: (queue, { sessionId }) =>
    queue.map((transfer) =>
      transfer.phase === 'offline' &&
      (sessionId === undefined || [transfer.sessionId, transfer.from].includes(sessionId))
        ? still(transfer, 'waiting')
        : transfer,
    ),
  fail: (queue, { id, problem }) => one(queue, id, (transfer) => still(transfer, 'failed', problem)),
  pause: (queue, { ids }) => several(queue, ids, (phase) => PAUSABLE.has(phase), { phase: 'paused' }),
  resume: (queue, { ids }) => several(queue, ids, (phase) => phase === 'paused', { phase: 'waiting' }),
  // What came half goes on where it stopped: the machine still has that half.
  retry: (queue, { ids }) =>
    several(queue, ids, (phase) => phase === 'failed' || phase === 'skipped', {
      phase: 'waiting',
      problem: null,
    }),
  remove: (queue, { ids }) => queue.filter((transfer) => !ids.includes(transfer.id)),
  clear: (queue) => queue.filter((transfer) => !isOver(transfer)),
};

export function changed(queue: Queue, change: Change): Queue {
  const handle = HANDLERS[change.kind] as (queue: Queue, change: Change) => Queue;
  return handle(queue, change);
}

/** Which may start now: in their order, at most `limit` of one session at a time. Of copies the platform sees to it. */
export function startable(queue: Queue, limit: number): Transfer[] {
  const busy = new Map<string, number>();
  for (const transfer of queue) {
    if (isMoving(transfer) && transfer.kind !== 'copy')
      busy.set(transfer.sessionId, (busy.get(transfer.sessionId) ?? 0) + 1);
  }
  const found: Transfer[] = [];
  for (const transfer of queue) {
    if (transfer.phase !== 'waiting') continue;
    if (transfer.kind === 'copy') {
      found.push(transfer);
      continue;
    }
    const many = busy.get(transfer.sessionId) ?? 0;
    if (many >= limit) continue;
    busy.set(transfer.sessionId, many + 1);
    found.push(transfer);
  }
  return found;
}

export interface Sum {
  /** Neither over nor failed. */
  open: number;
  moving: number;
  failed: number;
  conflicts: number;
  over: number;
  size: number;
  done: number;
  speed: number;
}

export function summed(queue: Queue): Sum {
  const sum: Sum = { open: 0, moving: 0, failed: 0, conflicts: 0, over: 0, size: 0, done: 0, speed: 0 };
  for (const transfer of queue) {
    if (isOver(transfer)) sum.over += 1;
    else if (transfer.phase === 'failed') sum.failed += 1;
    else {
      sum.open += 1;
      sum.size += transfer.size;
      sum.done += transfer.done;
    }
    if (transfer.phase === 'conflict') sum.conflicts += 1;
    if (isMoving(transfer)) {
      sum.moving += 1;
      sum.speed += transfer.speed;
    }
  }
  return sum;
}
