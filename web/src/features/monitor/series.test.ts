import { describe, expect, it } from 'vitest';

import type { SampleOut } from '../../api';
import { columns, merged, thinned, withNew } from './series';

const NOON = Date.parse('2026-11-24T12:00:00Z');

function sample(seconds: number, cpu = 10): SampleOut {
  return {
    at: new Date(NOON + seconds * 1000).toISOString(),
    cpu_percent: cpu,
    cpu_threads: 8,
    memory_bytes: 1,
    memory_limit_bytes: 2,
    system_disk_bytes: null,
    system_disk_limit_bytes: 2,
    data_disk_bytes: null,
    data_disk_limit_bytes: 2,
    network_received_per_second: 0,
    network_sent_per_second: 0,
    cards: [],
  };
}

const seconds = (samples: Pick<SampleOut, 'at'>[]) =>
  samples.map((one) => (Date.parse(one.at) - NOON) / 1000);
const line = (...moments: number[]) => moments.map((moment) => sample(moment));

describe('thinned', () => {
  it('keeps one for each step, and the newest', () => {
    expect(seconds(thinned(line(0, 20, 40, 60, 80, 119, 130), 60_000))).toEqual([0, 60, 130]);
  });
});

describe('withNew', () => {
  it('adds what is newer', () => {
    expect(seconds(withNew(line(0, 2), sample(4)))).toEqual([0, 2, 4]);
  });

  it('drops what came twice or late', () => {
    const known = line(0, 2);
    expect(withNew(known, sample(2))).toBe(known);
    expect(withNew(known, sample(1))).toBe(known);
  });

  it('stays small on a page that is open for hours', () => {
    let samples: SampleOut[] = [];
    for (let moment = 0; moment < 8 * 3600; moment += 20) samples = withNew(samples, sample(moment));
    expect(samples.length).toBeLessThan(1_200);
    const shown = seconds(samples);
    expect(shown.at(0)).toBe(0);
    expect(Math.max(...shown.slice(1).map((moment, place) => moment - (shown[place] ?? 0)))).toBeLessThan(
      121,
    );
  });
});

describe('merged', () => {
  it('goes on from the history with what is newer than it', () => {
    const shown = merged(line(0, 60, 120), line(58, 118, 122, 124), { from: NOON, stepMs: 0 });
    expect(seconds(shown)).toEqual([0, 60, 120, 122, 124]);
  });

  it('draws live samples as densely as the history where the time is long', () => {
    const shown = merged(line(0, 60), line(62, 64, 120, 122), { from: NOON, stepMs: 60_000 });
    expect(seconds(shown)).toEqual([0, 60, 62, 122]);
  });

  it('leaves out what is before the window, but for the one that leads into it', () => {
    expect(seconds(merged(line(0, 60, 120), [], { from: NOON + 90_000, stepMs: 0 }))).toEqual([60, 120]);
    expect(merged(line(0), [], { from: NOON + 90_000, stepMs: 0 })).toEqual([]);
  });
});

describe('columns', () => {
  it('breaks the lines where nobody could look', () => {
    const { times, samples } = columns(line(0, 60, 600), 60);
    expect(times.map((time) => time - NOON / 1000)).toEqual([0, 60, 330, 600]);
    expect(samples[2]).toBeNull();
  });

  it('leaves them whole otherwise', () => {
    expect(columns(line(0, 60, 200), 60).samples).not.toContain(null);
  });
});
