import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { chooseLanguage, startLanguage } from '../../../ui/language';
import { Look } from '../../../ui/Look';
import { writePreference } from '../../../ui/preferences';
import { aSample } from './fixtures';
import { MonitorPanel } from './MonitorPanel';
import type { Frame } from './sample';

/** A line to the platform that does what a test says. */
class Line {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 1;
  bufferedAmount = 0;
  closed = false;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  constructor(readonly url: URL) {
    Line.all.push(this);
  }

  says(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  send(): void {
    // Nothing is said to the platform.
  }

  close(): void {
    this.closed = true;
  }
}

let look: (seen: boolean) => void = () => undefined;

class Watcher {
  constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
    look = (seen) => act(() => tell([{ isIntersecting: seen }]));
  }

  observe(): void {
    // The test says what is seen.
  }

  disconnect(): void {
    // There is nothing to let go of.
  }
}

const asked: { path: string; body: unknown }[] = [];

async function answer(input: URL | string, init?: RequestInit): Promise<Response> {
  asked.push({ path: String(input), body: init?.body ?? null });
  const ticket = String(input).endsWith('/tickets');
  return Promise.resolve(
    ticket ? Response.json({ ticket: 'abc' }, { status: 201 }) : new Response(null, { status: 204 }),
  );
}

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('en');
});

beforeEach(() => {
  vi.stubGlobal('WebSocket', Line);
  vi.stubGlobal('IntersectionObserver', Watcher);
  vi.stubGlobal('fetch', answer);
  HTMLCanvasElement.prototype.getContext = () => null;
  Line.all = [];
  asked.length = 0;
  writePreference('monitor', '2');
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(state: 'connected' | 'lost' = 'connected') {
  render(
    <Look>
      <MonitorPanel session={{ id: 's-1', state }} />
    </Look>,
  );
}

/** The line that was opened last, once it is there. */
async function line(count = 1): Promise<Line> {
  await vi.waitFor(() => expect(Line.all).toHaveLength(count));
  const newest = Line.all.at(-1);
  if (newest === undefined) throw new Error('there is no line');
  return newest;
}

describe('the panel', () => {
  it('asks for nothing until somebody can see it, and stops when nobody can', async () => {
    show();
    expect(asked).toEqual([]);
    look(true);
    const first = await line();
    expect(first.url.pathname + first.url.search).toBe(
      '/api/v1/workbench/sessions/s-1/monitor/socket?interval=2',
    );
    look(false);
    expect(first.closed).toBe(true);
    look(true);
    await line(2);
  });

  it('shows what it is told', async () => {
    show();
    look(true);
    const told = await line();
    act(() => told.says({ event: 'sample', sample: aSample({ gpus: [], gpu_state: 'none', network: [] }) }));
    expect(screen.getByText('train-1')).toBeTruthy();
    expect(screen.getByText('python3 train.py --name run-1')).toBeTruthy();
  });

  it('says why there is nothing', async () => {
    show();
    look(true);
    const told = await line();
    act(() => told.says({ event: 'unavailable', reason: 'not_linux' }));
    expect(screen.getByText(/no Linux/)).toBeTruthy();
  });

  it('asks for nothing of a session that is not connected', () => {
    show('lost');
    look(true);
    expect(asked).toEqual([]);
    expect(screen.getByText(/not connected/)).toBeTruthy();
  });

  it('asks for nothing once it is switched off', () => {
    writePreference('monitor', 'off');
    show();
    look(true);
    expect(asked).toEqual([]);
    expect(screen.getByText(/monitor is off/)).toBeTruthy();
  });

  it('sends a signal to the very process that was shown', async () => {
    show();
    look(true);
    const told = await line();
    act(() => told.says({ event: 'sample', sample: aSample({ gpus: [], gpu_state: 'none', network: [] }) }));
    fireEvent.click(screen.getByRole('button', { name: 'Send a signal to python3 (40)' }));
    fireEvent.click(await screen.findByRole('radio', { name: /KILL/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Send signal' }));
    await vi.waitFor(() =>
      expect(asked.at(-1)).toEqual({
        path: '/api/v1/workbench/sessions/s-1/processes/40/signal',
        body: JSON.stringify({ signal: 'KILL', started: 900 }),
      }),
    );
  });

  it('never offers to end the first process', async () => {
    show();
    look(true);
    const told = await line();
    act(() => told.says({ event: 'sample', sample: aSample({ gpus: [], gpu_state: 'none', network: [] }) }));
    expect(screen.queryByRole('button', { name: /systemd \(1\)/ })).toBeNull();
  });
});
