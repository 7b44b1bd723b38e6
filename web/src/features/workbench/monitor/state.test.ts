import { describe, expect, it } from 'vitest';

import { aSample } from './fixtures';
import { asSpeed, FRESH, KEPT_MS, lines, retryAfter, step, type State } from './state';

const START = Date.parse('2026-11-25T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const withSamples = (seconds: number[], state: State = FRESH) =>
  seconds.reduce((known, one) => step(known, { event: 'sample', sample: aSample({ at: at(one) }) }), state);

describe('the state of the panel', () => {
  it('goes from waiting over connecting to live', () => {
    const opened = step(FRESH, { event: 'open' });
    expect(opened.health).toBe('connecting');
    const live = withSamples([0], opened);
    expect([live.health, live.sample?.hostname]).toEqual(['live', 'train-1']);
  });

  it('keeps what was seen last while the line is broken, and counts how often it breaks', () => {
    let state = withSamples([0]);
    state = step(step(step(state, { event: 'broken' }), { event: 'open' }), { event: 'broken' });
    expect([state.health, state.failures, state.sample !== null]).toEqual(['lost', 2, true]);
    expect(withSamples([3], state).failures).toBe(0);
  });

  it('says why nothing comes', () => {
    const state = step(FRESH, { event: 'unavailable', reason: 'not_linux' });
    expect([state.health, state.reason]).toEqual(['unavailable', 'not_linux']);
    expect(withSamples([1], state).reason).toBe('');
  });

  it('is not changed by a beat', () => {
    const state = withSamples([0]);
    expect(step(state, { event: 'beat' })).toBe(state);
  });

  it('rests when nobody looks', () => {
    expect(step(withSamples([0]), { event: 'rest' }).health).toBe('waiting');
  });
});

describe('the last minutes', () => {
  it('hold two minutes and no more', () => {
    const { history } = withSamples(Array.from({ length: 300 }, (_, second) => second));
    expect(history.at(-1)?.at).toBe(START + 299_000);
    expect(history[0]?.at).toBeGreaterThan(START + 299_000 - KEPT_MS);
    expect(history).toHaveLength(120);
  });

  it('do not run backwards when the platform says a sample twice', () => {
    expect(withSamples([0, 2, 2, 1]).history.map((one) => (one.at - START) / 1000)).toEqual([0, 1]);
  });

  it('are drawn for one interface, with gaps where it was not there', () => {
    const { history } = step(withSamples([0]), {
      event: 'sample',
      sample: aSample({ at: at(2), network: [] }),
    });
    expect(lines(history, 'eth0')).toEqual({
      times: [START / 1000, START / 1000 + 2],
      received: [2048, null],
      sent: [1024, null],
    });
  });
});

describe('how often', () => {
  it('is what was chosen, and every two seconds before', () => {
    expect([asSpeed('off'), asSpeed('1'), asSpeed(null), asSpeed('0.001')]).toEqual(['off', '1', '2', '2']);
  });

  it('waits longer the more often the line broke', () => {
    expect([1, 2, 3, 4, 5, 99].map(retryAfter)).toEqual([1000, 2000, 5000, 10_000, 30_000, 30_000]);
  });
});
