import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Problem } from '../../../app/problem';
import { Platform } from './fixtures';
import { ACK_BYTES, FRAME_BYTES, TerminalStream, type StreamState } from './stream';

/** A parser that can be held up. */
class Screen {
  text = '';
  held: (() => void)[] = [];
  slow = false;
  historic: boolean[] = [];

  readonly write = (bytes: Uint8Array, parsed: () => void, historic: boolean) => {
    this.text += new TextDecoder().decode(bytes);
    this.historic.push(historic);
    if (this.slow) this.held.push(parsed);
    else parsed();
  };

  readonly mark = () => undefined;

  readonly reset = () => {
    this.text = '';
  };
}

let platform: Platform;
let screen: Screen;
let states: StreamState[];

function start(from: number | null = null): TerminalStream {
  const stream = new TerminalStream({
    terminalId: 't1',
    dial: platform.dial,
    sink: screen,
    from,
    onState: (state) => states.push(state),
  });
  stream.start();
  return stream;
}

beforeEach(() => {
  vi.useFakeTimers();
  platform = new Platform();
  screen = new Screen();
  states = [];
});
afterEach(() => vi.useRealTimers());

test('a new terminal is shown from the beginning, and what came before counts as a replay', () => {
  platform.put('old ');
  const stream = start();
  platform.attach();
  platform.put('new');
  expect(screen.text).toBe('old new');
  expect(screen.historic).toEqual([true, false]);
  expect(stream.parsed).toBe(7);
  expect(platform.paths).toEqual(['/terminals/t1/socket?from=']);
});

test('after a break it goes on at the next byte, and nothing is shown twice or lost', () => {
  start();
  platform.attach();
  platform.put('one ');
  platform.drop();
  platform.put('two ');
  vi.advanceTimersByTime(1_000);
  platform.attach();
  platform.put('three');
  expect(platform.paths.at(-1)).toBe('/terminals/t1/socket?from=4');
  expect(screen.text).toBe('one two three');
  expect(states).toEqual(['live', 'reconnecting', 'live']);
});

test('after a restart of the platform the screen stays, under other numbers', () => {
  const stream = start();
  platform.attach();
  platform.put('shown ');
  platform.drop();
  vi.advanceTimersByTime(1_000);
  platform.attach({ from: 1_000, offset: 1_000, cut: false });
  platform.put('more');
  expect(screen.text).toBe('shown more');
  expect(screen.historic.at(-1)).toBe(false);
  expect(stream.parsed).toBe(1_004);
});

test('bytes that the parser still held when the line broke are not asked for again', () => {
  screen.slow = true;
  start();
  platform.attach();
  platform.put('held ');
  platform.drop();
  vi.advanceTimersByTime(1_000);
  platform.attach();
  platform.put('next');
  expect(screen.text).toBe('held next');
});

test('where bytes are gone the screen starts anew and full-screen programs are made to redraw', () => {
  const stream = start();
  stream.resize({ columns: 80, rows: 24 });
  platform.attach();
  platform.put('abcdef');
  platform.drop();
  platform.put('0123456789');
  platform.oldest = 10;
  vi.advanceTimersByTime(1_000);
  platform.words = [];
  platform.attach();
  expect(screen.text).toBe('456789');
  expect(stream.parsed).toBe(16);
  expect(platform.words).toEqual([
    { event: 'size', columns: 80, rows: 23 },
    { event: 'size', columns: 80, rows: 24 },
  ]);
});

test('the count starts anew after a gap, whatever the parser still held', () => {
  screen.slow = true;
  const stream = start();
  platform.attach();
  platform.put('a'.repeat(100));
  platform.drop();
  platform.output = new Uint8Array(0);
  vi.advanceTimersByTime(1_000);
  platform.attach();
  expect(stream.parsed).toBe(0);
  screen.held.forEach((parsed) => parsed());
  expect(stream.parsed).toBe(0);
});

test('what was parsed is acknowledged every 64 KiB, with the absolute offset, and not before it was parsed', () => {
  screen.slow = true;
  start(1_000);
  platform.output = new Uint8Array(1_000);
  platform.attach();
  platform.words = [];
  for (let chunk = 0; chunk < 5; chunk += 1) platform.put('x'.repeat(ACK_BYTES / 2));
  expect(platform.words).toEqual([]);
  screen.held.forEach((parsed) => parsed());
  expect(platform.words).toEqual([
    { event: 'ack', offset: 1_000 + ACK_BYTES },
    { event: 'ack', offset: 1_000 + 2 * ACK_BYTES },
  ]);
});

test('a page that is loaded again asks from where its picture of the screen ends', () => {
  platform.put('seen and unseen');
  screen.text = 'seen ';
  start(5);
  platform.attach();
  expect(platform.paths).toEqual(['/terminals/t1/socket?from=5']);
  expect(screen.text).toBe('seen and unseen');
});

test('it waits longer after every failure, and starts over after a success', () => {
  start();
  for (const wait of [375, 750, 1_500]) {
    platform.drop();
    vi.advanceTimersByTime(wait);
  }
  expect(platform.paths).toHaveLength(4);
  platform.drop();
  vi.advanceTimersByTime(600);
  expect(platform.paths).toHaveLength(4);
  vi.advanceTimersByTime(2_400);
  platform.attach();
  platform.drop();
  vi.advanceTimersByTime(375);
  expect(platform.paths).toHaveLength(6);
});

test.each([
  [4404, undefined],
  [4403, undefined],
  [1006, new Problem('workbench.terminal_not_found', 404, 'no such terminal')],
])('a terminal that is not there is not asked for again (%s)', (code, problem) => {
  start();
  platform.drop(code, problem);
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual(['gone']);
  expect(platform.paths).toHaveLength(1);
});

test('when its program has ended the line may close, and stays closed', () => {
  const stream = start();
  platform.attach();
  platform.handlers?.onText?.({ event: 'state', state: 'ended', exit_status: 0 });
  platform.drop(1000);
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual(['live', 'ended']);
  expect(stream.send('x')).toBe(false);
  expect(platform.paths).toHaveLength(1);
});

test('large input goes in frames that the platform takes', () => {
  const stream = start();
  platform.attach();
  stream.send('y'.repeat(FRAME_BYTES + 1));
  expect(platform.input.map((one) => one.length)).toEqual([FRAME_BYTES, 1]);
});

test('what is typed during a short break is sent after it; after a long one it is not', () => {
  const stream = start();
  platform.attach();
  platform.drop();
  stream.send('ls\r');
  vi.advanceTimersByTime(400);
  platform.attach();
  expect(new TextDecoder().decode(platform.input[0])).toBe('ls\r');
  platform.drop();
  platform.input = [];
  stream.send('rm -rf x\r');
  vi.advanceTimersByTime(20_000);
  platform.attach();
  expect(platform.input).toEqual([]);
});

test('a line that has been silent for longer than two beats is given up', () => {
  start();
  platform.attach();
  vi.advanceTimersByTime(60_000);
  expect(platform.paths.length).toBeGreaterThan(1);
  expect(platform.closed).toBe(1);
});

test('a beating line is kept, and beats back', () => {
  start();
  platform.attach();
  for (let beat = 0; beat < 10; beat += 1) {
    vi.advanceTimersByTime(20_000);
    platform.handlers?.onText?.({ event: 'beat' });
  }
  expect(platform.paths).toHaveLength(1);
  expect(platform.words.some((word) => word.event === 'beat')).toBe(true);
});

test('the size is said once it is known, and only when it changes', () => {
  const stream = start();
  stream.resize({ columns: 100, rows: 30 });
  platform.attach();
  stream.resize({ columns: 100, rows: 30 });
  stream.resize({ columns: 90, rows: 30 });
  expect(platform.words).toEqual([
    { event: 'size', columns: 100, rows: 30 },
    { event: 'size', columns: 90, rows: 30 },
  ]);
});
