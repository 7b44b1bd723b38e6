import { describe, expect, it } from 'vitest';

import { Problem } from '../../../../app/problem';
import { changed, startable, summed, type Change, type Queue, type Transfer } from './queue';

function transfer(id: string, more: Partial<Transfer> = {}): Transfer {
  return {
    ...{ id, sessionId: 's', batch: 'b', kind: 'upload', name: id, path: `/${id}`, size: 100, done: 0 },
    ...{ phase: 'waiting', policy: null, problem: null, speed: 0, verified: null, modified: null },
    ...more,
  };
}

function after(queue: Queue, ...changes: Change[]): Record<string, Transfer> {
  return Object.fromEntries(changes.reduce(changed, queue).map((one) => [one.id, one]));
}

describe('a transfer', () => {
  it('is paused where it stands and goes on from there', () => {
    const moving = [transfer('a', { phase: 'running', done: 40, speed: 9 })];
    const paused = after(moving, { kind: 'pause', ids: ['a'] });
    expect(paused.a).toMatchObject({ phase: 'paused', done: 40, speed: 0 });
    const on = after(Object.values(paused), { kind: 'resume', ids: ['a'] });
    expect(on.a).toMatchObject({ phase: 'waiting', done: 40 });
  });

  it('that is over is neither paused nor resumed', () => {
    const over = [transfer('a', { phase: 'done' }), transfer('b', { phase: 'failed' })];
    const same = after(over, { kind: 'pause', ids: ['a', 'b'] }, { kind: 'resume', ids: ['a', 'b'] });
    expect([same.a?.phase, same.b?.phase]).toEqual(['done', 'failed']);
  });

  it('keeps what came when it failed, and loses the reason when it is tried again', () => {
    const problem = new Problem('workbench.no_space', 409, '');
    const failed = after([transfer('a', { done: 70 })], { kind: 'fail', id: 'a', problem });
    expect(failed.a).toMatchObject({ phase: 'failed', problem, done: 70 });
    const again = after(Object.values(failed), { kind: 'retry', ids: ['a'] });
    expect(again.a).toMatchObject({ phase: 'waiting', problem: null, done: 70 });
  });

  it('waits for a lost connection, of its own machine', () => {
    const two = [
      transfer('a', { phase: 'running' }),
      transfer('b', { phase: 'running', sessionId: 'other' }),
    ];
    const off = changed(changed(two, { kind: 'offline', id: 'a' }), { kind: 'offline', id: 'b' });
    const on = after(off, { kind: 'online', sessionId: 's' });
    expect([on.a?.phase, on.b?.phase]).toEqual(['waiting', 'offline']);
    expect(after(off, { kind: 'online' }).b?.phase).toBe('waiting');
  });

  it('whose checksum is wrong begins anew', () => {
    const broken = after([transfer('a', { done: 100 })], { kind: 'broken', id: 'a' });
    expect(broken.a).toMatchObject({ phase: 'failed', done: 0, verified: false });
  });

  it('of many files counts them', () => {
    const pack = [transfer('a', { kind: 'pack', size: 0 })];
    const grown = after(
      pack,
      { kind: 'grow', id: 'a', size: 10, files: 1 },
      { kind: 'grow', id: 'a', size: 5, files: 1 },
    );
    expect(grown.a).toMatchObject({ size: 15, files: { done: 0, total: 2 } });
    const done = after(Object.values(grown), { kind: 'done', id: 'a' });
    expect(done.a).toMatchObject({ phase: 'done', done: 15, files: { done: 2, total: 2 } });
  });
});

describe('a conflict', () => {
  const queue = [
    transfer('a', { phase: 'conflict' }),
    transfer('b', { phase: 'conflict' }),
    transfer('c'),
    transfer('d', { phase: 'conflict', batch: 'another' }),
  ];

  it('is answered for one', () => {
    const answered = after(queue, { kind: 'answer', id: 'a', policy: 'rename', all: false });
    expect(answered.a).toMatchObject({ phase: 'waiting', policy: 'rename' });
    expect(answered.b).toMatchObject({ phase: 'conflict', policy: null });
  });

  it('is answered for all that came together, those included that have not asked yet', () => {
    const answered = after(queue, { kind: 'answer', id: 'a', policy: 'skip', all: true });
    expect(answered.b).toMatchObject({ phase: 'waiting', policy: 'skip' });
    expect(answered.c).toMatchObject({ phase: 'waiting', policy: 'skip' });
    expect(answered.d).toMatchObject({ phase: 'conflict', policy: null });
  });
});

describe('what may start', () => {
  it('is in order, so many of one machine at a time, and another machine does not wait for it, nor do copies', () => {
    const queue = [
      transfer('a', { phase: 'running' }),
      transfer('b', { phase: 'paused' }),
      transfer('c'),
      transfer('d'),
      transfer('e', { sessionId: 'other' }),
      transfer('f', { kind: 'copy' }),
    ];
    expect(startable(queue, 2).map(({ id }) => id)).toEqual(['c', 'e', 'f']);
  });
});

it('is summed over what is open, and speed over what moves', () => {
  const sum = summed([
    transfer('a', { phase: 'running', done: 50, speed: 10 }),
    transfer('b', { phase: 'paused', done: 10, speed: 0 }),
    transfer('c', { phase: 'done', done: 100 }),
    transfer('d', { phase: 'failed' }),
    transfer('e', { phase: 'conflict' }),
  ]);
  expect(sum).toEqual({
    open: 3,
    moving: 1,
    failed: 1,
    conflicts: 1,
    over: 1,
    size: 300,
    done: 60,
    speed: 10,
  });
});
