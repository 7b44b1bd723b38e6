/** What the panel shows, from what its socket says; the last minutes of the network are kept here and nowhere else. */
import type { Frame, Sample } from './sample';

/** How often a machine is looked at, in seconds; `off` looks never. */
export const SPEEDS = ['1', '2', '5', 'off'] as const;
export type Speed = (typeof SPEEDS)[number];

export const KEPT_MS = 120_000;
const MOST_MOMENTS = 240;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

export interface Moment {
  at: number;
  network: Record<string, [received: number, sent: number]>;
}

export interface State {
  /** `waiting`: nobody looks, or there is nothing to look at. */
  health: 'waiting' | 'connecting' | 'live' | 'unavailable' | 'lost';
  reason: string;
  sample: Sample | null;
  history: Moment[];
  /** How often in a row the line broke. */
  failures: number;
}

export const FRESH: State = { health: 'waiting', reason: '', sample: null, history: [], failures: 0 };

export type Event = Frame | { event: 'open' } | { event: 'broken' } | { event: 'rest' };

export function asSpeed(kept: string | null): Speed {
  return SPEEDS.find((one) => one === kept) ?? '2';
}

export function step(state: State, event: Event): State {
  switch (event.event) {
    case 'open':
      // What was seen last stays, so that nothing jumps while the line comes back.
      return { ...state, health: 'connecting', reason: '' };
    case 'sample':
      return {
        ...state,
        health: 'live',
        reason: '',
        failures: 0,
        sample: event.sample,
        history: withMoment(state.history, event.sample),
      };
    case 'unavailable':
      return { ...state, health: 'unavailable', reason: event.reason, failures: 0 };
    case 'broken':
      return { ...state, health: 'lost', failures: state.failures + 1 };
    case 'rest':
      return { ...state, health: 'waiting', failures: 0 };
    case 'beat':
      return state;
  }
}

function withMoment(history: Moment[], sample: Sample): Moment[] {
  const at = Date.parse(sample.at);
  const network = Object.fromEntries(
    sample.network.map(({ name, rx_rate, tx_rate }) => [name, [rx_rate, tx_rate] as [number, number]]),
  );
  const kept = history.filter((one) => one.at > at - KEPT_MS && one.at < at);
  return [...kept, { at, network }].slice(-MOST_MOMENTS);
}

/** How long to wait before the line is tried again. */
export function retryAfter(failures: number): number {
  const place = Math.min(Math.max(failures, 1), RETRY_MS.length) - 1;
  return RETRY_MS[place] ?? 30_000;
}

/** Times in seconds, and both rates of one interface; null where it was not there. */
export function lines(
  history: Moment[],
  name: string,
): { times: number[]; received: (number | null)[]; sent: (number | null)[] } {
  return {
    times: history.map(({ at }) => at / 1000),
    received: history.map(({ network }) => network[name]?.[0] ?? null),
    sent: history.map(({ network }) => network[name]?.[1] ?? null),
  };
}
