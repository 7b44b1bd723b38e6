import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { openStream, type Health } from './stream';

/** Stands for the browser's: opens, breaks and speaks when it is told to. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static made: Source[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;

  constructor(readonly url: string) {
    super();
    Source.made.push(this);
  }

  close(): void {
    this.readyState = Source.CLOSED;
  }

  say(name: string, data: string): void {
    this.dispatchEvent(new MessageEvent(name, { data }));
  }
}

const newest = () => {
  const source = Source.made.at(-1);
  if (!source) throw new Error('nothing was opened');
  return source;
};

describe('a stream', () => {
  let health: Health[];
  let gaps: boolean[];
  let heard: string[];
  let close: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', Source);
    Source.made = [];
    [health, gaps, heard] = [[], [], []];
    close = openStream({
      url: '/events',
      on: { wallet: (data) => heard.push(data) },
      onHealth: (next) => health.push(next),
      onGap: (first) => gaps.push(first),
    });
  });

  afterEach(() => {
    close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('hands on what it hears', () => {
    newest().onopen?.();
    newest().say('wallet', '{}');
    expect(heard).toEqual(['{}']);
    expect(health).toEqual(['live']);
  });

  it('says from when on it hears, since the page may have asked before that', () => {
    expect(gaps).toEqual([]);
    newest().onopen?.();
    expect(gaps).toEqual([true]);
  });

  it('comes back by itself, ever more patiently, and says that it may have missed something', () => {
    newest().onopen?.();
    newest().onerror?.();
    expect(health.at(-1)).toBe('lost');
    vi.advanceTimersByTime(1_000);
    expect(Source.made).toHaveLength(2);
    newest().onerror?.();
    vi.advanceTimersByTime(1_000);
    expect(Source.made).toHaveLength(2);
    vi.advanceTimersByTime(1_000);
    expect(Source.made).toHaveLength(3);
    newest().onopen?.();
    expect(health.at(-1)).toBe('live');
    expect(gaps).toEqual([true, false]);
  });

  it('is not called lost before it was ever there', () => {
    newest().onerror?.();
    expect(health).toEqual(['connecting']);
  });

  it('stays closed once it was closed', () => {
    newest().onopen?.();
    close();
    vi.advanceTimersByTime(60_000);
    expect(Source.made).toHaveLength(1);
    expect(newest().readyState).toBe(Source.CLOSED);
  });
});
