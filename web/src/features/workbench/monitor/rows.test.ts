import { describe, expect, it } from 'vitest';

import { aCard, aProcess, aSample, GIB } from './fixtures';
import { capacity, coreColumns, onCards, rowsOf, share, shortCommand, toneOf } from './rows';

const processes = [
  aProcess({ pid: 1, name: 'init', command: '/sbin/init', cpu_percent: 0, memory_bytes: 5 }),
  aProcess({
    pid: 2,
    name: 'node',
    command: 'node server.js',
    user: 'web',
    cpu_percent: 12,
    memory_bytes: 900,
  }),
  aProcess({ pid: 3, name: 'python3', command: 'python3 train.py', cpu_percent: 3, memory_bytes: 70 }),
];
const gpus = [
  aCard({ processes: [{ pid: 3, memory: GIB, command: '' }] }),
  aCard({
    index: 1,
    processes: [
      { pid: 3, memory: GIB, command: '' },
      { pid: 777, memory: null, command: '' },
    ],
  }),
];
const pids = (rows: { pid: number }[]) => rows.map(({ pid }) => pid);

describe('rows of processes', () => {
  it('come in the wanted order', () => {
    expect(pids(rowsOf(processes, gpus, 'cpu', ''))).toEqual([2, 3, 1]);
    expect(pids(rowsOf(processes, gpus, 'memory', ''))).toEqual([2, 3, 1]);
    expect(pids(rowsOf(processes, gpus, 'gpu', ''))).toEqual([3, 2, 1]);
  });

  it('carry what they hold on all cards', () => {
    expect(onCards(gpus)).toEqual(
      new Map([
        [3, 2 * GIB],
        [777, 0],
      ]),
    );
    expect(rowsOf(processes, gpus, 'gpu', '')[0]?.gpu_memory).toBe(2 * GIB);
    expect(rowsOf(processes, gpus, 'cpu', '')[0]?.gpu_memory).toBeNull();
  });

  it('are found by name, arguments, user and number, in any case', () => {
    const found = (wanted: string) => pids(rowsOf(processes, [], 'cpu', wanted));
    expect(found('TRAIN')).toEqual([3]);
    expect(found(' web ')).toEqual([2]);
    expect(found('1')).toEqual([1]);
    expect(found('nobody')).toEqual([]);
  });

  it('leave what was given as it is', () => {
    const given = [...processes];
    rowsOf(processes, gpus, 'gpu', '');
    expect(processes).toEqual(given);
  });
});

describe('what is shown of a command', () => {
  it('is the program without its folder', () => {
    expect(shortCommand('/usr/bin/python3 /root/train.py')).toBe('python3 /root/train.py');
    expect(shortCommand('python3 train.py')).toBe('python3 train.py');
    expect(shortCommand('/')).toBe('/');
    expect(shortCommand('')).toBe('');
  });
});

describe('how full', () => {
  it('is warned of before it is too late', () => {
    expect([0, 84, 85, 95, 100].map(toneOf)).toEqual(['accent', 'accent', 'attention', 'failed', 'failed']);
  });

  it('is unknown where a part is', () => {
    expect([share(null, 5), share(1, null), share(1, 0), share(1, 4), share(9, 4)]).toEqual([
      null,
      null,
      null,
      25,
      100,
    ]);
  });

  it("is of a container's limit", () => {
    const { memory } = aSample();
    if (memory === null) throw new Error('the sample has memory');
    expect(capacity(memory)).toBe(64 * GIB);
    expect(capacity({ ...memory, limit: 2 * GIB })).toBe(2 * GIB);
  });
});

describe('cores', () => {
  it('stand in lines that are not too long', () => {
    expect([0, 1, 8, 16, 17, 64, 65, 256].map(coreColumns)).toEqual([1, 1, 8, 16, 16, 16, 32, 32]);
  });
});
