/**
 * The page's one queue: what is on its way goes on whichever tab is looked at. It starts what may start, keeps the
 * work behind each row, and waits for a connection that went away.
 */
import { useSyncExternalStore } from 'react';

import { problemOf } from '../../../../app/problem';
import { Clashes, passes, type Clash, type Job } from './job';
import { changed, isOver, startable, type Change, type Policy, type Queue, type Transfer } from './queue';

/** At one machine at the same time. More would share one connection, and lose to one another. */
const AT_ONCE = 3;
const TELL_MS = 200;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** How much a new measure counts in the shown speed. */
const SMOOTHING = 0.3;

interface Work {
  job: Job;
  stop: AbortController | null;
  clash: Clash | null;
  tries: number;
  onEnd?: () => void;
}

let queue: Queue = [];
const work = new Map<string, Work>();
const listeners = new Set<() => void>();

export function getQueue(): Queue {
  return queue;
}

export function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function useQueue(): Queue {
  return useSyncExternalStore(subscribe, getQueue);
}

export function dispatch(change: Change): void {
  queue = changed(queue, change);
  pump();
  listeners.forEach((tell) => tell());
}

function find(id: string): Transfer | undefined {
  return queue.find((transfer) => transfer.id === id);
}

export function clashOf(id: string): Clash | null {
  return work.get(id)?.clash ?? null;
}

export function enqueue(transfer: Transfer, job: Job, onEnd?: Work['onEnd']): void {
  work.set(transfer.id, { job, stop: null, clash: null, tries: 0, onEnd });
  dispatch({ kind: 'add', transfers: [transfer] });
}

/** Gives a row its work: after the page was loaded anew, the browser has lost the file. */
export function supply(id: string, job: Job, onEnd?: Work['onEnd']): void {
  work.set(id, { job, stop: null, clash: null, tries: 0, onEnd });
  dispatch({ kind: 'patch', id, patch: { phase: 'waiting' } });
}

/** The row as of now and the work behind it start; what follows is told to the queue. */
async function start(transfer: Transfer): Promise<void> {
  const { id } = transfer;
  const mine = work.get(id);
  if (mine === undefined) return;
  const stop = new AbortController();
  mine.stop = stop;
  const meter = metered(id, transfer.done);
  try {
    const { end, verified } = await mine.job.run(
      {
        signal: stop.signal,
        progress: meter,
        renamed: (path) => dispatch({ kind: 'patch', id, patch: { path } }),
        checking: () => dispatch({ kind: 'check', id }),
      },
      transfer.policy,
    );
    if (end === 'broken') {
      dispatch({ kind: 'broken', id });
      return;
    }
    work.delete(id);
    dispatch(end === 'done' ? { kind: 'done', id, verified } : { kind: 'skipped', id });
    mine.onEnd?.();
  } catch (error) {
    if (!stop.signal.aborted) refused(id, mine, error);
  } finally {
    if (mine.stop === stop) mine.stop = null;
  }
}

function refused(id: string, mine: Work, error: unknown): void {
  if (error instanceof Clashes) {
    mine.clash = error.clash;
    dispatch({ kind: 'conflict', id });
  } else if (passes(error)) {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** mine.tries);
    mine.tries += 1;
    dispatch({ kind: 'offline', id });
    setTimeout(() => {
      if (find(id)?.phase === 'offline') dispatch({ kind: 'patch', id, patch: { phase: 'waiting' } });
    }, wait);
  } else {
    dispatch({ kind: 'fail', id, problem: problemOf(error) });
  }
}

/** Tells the queue of progress a few times a second, with a speed that does not jump. */
function metered(id: string, from: number): (done: number, filesDone?: number) => void {
  let told = performance.now();
  let before = from;
  let speed = 0;
  return (done, filesDone) => {
    const now = performance.now();
    if (now - told < TELL_MS && done >= before) return;
    const since = (now - told) / 1000;
    // The first word of an upload that goes on is where it stood, not what was sent.
    const measured = since < 0.01 || done < before ? speed : (done - before) / since;
    speed = speed === 0 ? measured : speed + SMOOTHING * (measured - speed);
    told = now;
    before = done;
    const mine = work.get(id);
    if (mine !== undefined) mine.tries = 0;
    dispatch({ kind: 'progress', id, done, filesDone, speed });
  };
}

/** Rows that just became startable; the loop ends because each one begun is no longer startable. */
function pump(): void {
  for (const transfer of startable(queue, AT_ONCE)) {
    if (!work.has(transfer.id)) continue;
    queue = changed(queue, { kind: 'begin', id: transfer.id });
    void start(transfer);
  }
}

function halt(ids: string[]): void {
  for (const id of ids) work.get(id)?.stop?.abort();
}

export const control = {
  pause: (ids: string[]) => {
    dispatch({ kind: 'pause', ids });
    halt(ids.filter((id) => find(id)?.phase === 'paused'));
  },
  resume: (ids: string[]) => dispatch({ kind: 'resume', ids }),
  retry: (ids: string[]) => dispatch({ kind: 'retry', ids }),
  cancel: (ids: string[]) => {
    halt(ids);
    for (const id of ids) {
      const transfer = find(id);
      if (transfer !== undefined && !isOver(transfer)) work.get(id)?.job.abandon?.();
      work.delete(id);
    }
    dispatch({ kind: 'remove', ids });
  },
  clear: () => dispatch({ kind: 'clear' }),
  answer: (id: string, policy: Policy, all: boolean) => {
    const asked = find(id);
    if (asked === undefined) return;
    for (const transfer of queue) {
      const meant = transfer.id === id || (all && transfer.batch === asked.batch);
      if (!meant || transfer.phase !== 'conflict') continue;
      const mine = work.get(transfer.id);
      mine?.job.answer?.(policy, all);
      if (mine !== undefined) mine.clash = null;
    }
    dispatch({ kind: 'answer', id, policy, all });
  },
  /** A connection is there again: nobody waits for the next try. */
  online: (sessionId?: string) => {
    if (queue.some(({ phase }) => phase === 'offline')) dispatch({ kind: 'online', sessionId });
  },
};

globalThis.addEventListener('online', () => control.online());
