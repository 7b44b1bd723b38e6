/** From samples, of the last hours and live ones, to what the charts draw. */
import type { SampleOut } from '../../api';

/** Live samples are kept as they came for so long, and then one for each of these steps. */
const KEPT_WHOLE = 300;
const STEP_MS = 60_000;
/** A wait longer than so many intervals is a gap: nobody could look, or it was off. */
const GAP_INTERVALS = 2.5;

export const at = (sample: Pick<SampleOut, 'at'>): number => Date.parse(sample.at);

/** Of each `stepMs` only the first, and the very last one. */
export function thinned<T extends Pick<SampleOut, 'at'>>(samples: T[], stepMs: number): T[] {
  const kept: T[] = [];
  for (const [place, sample] of samples.entries()) {
    const last = kept.at(-1);
    const isNewest = place === samples.length - 1;
    if (last === undefined || isNewest || at(sample) - at(last) >= stepMs) kept.push(sample);
  }
  return kept;
}

/** `samples` with a new one; one that came before, or twice, changes nothing. What is old is thinned out. */
export function withNew(samples: SampleOut[], fresh: SampleOut): SampleOut[] {
  const last = samples.at(-1);
  if (last !== undefined && at(fresh) <= at(last)) return samples;
  const all = [...samples, fresh];
  if (all.length < 2 * KEPT_WHOLE) return all;
  const old = thinned(all.slice(0, -KEPT_WHOLE), STEP_MS);
  return [...old, ...all.slice(-KEPT_WHOLE)];
}

/**
 * One line of samples: the history, then the live ones that are newer, as densely as the history where the time shown
 * is long. Only those at or after `from`, with one sample before it so that the line comes in from the edge.
 */
export function merged(
  history: SampleOut[],
  live: SampleOut[],
  { from, stepMs }: { from: number; stepMs: number },
): SampleOut[] {
  const newest = history.at(-1);
  const fresh = newest === undefined ? live : live.filter((one) => at(one) > at(newest));
  const all = [...history, ...(stepMs > 0 ? thinned(fresh, stepMs) : fresh)];
  const first = all.findIndex((one) => at(one) >= from);
  return first < 0 ? [] : all.slice(Math.max(0, first - 1));
}

export interface Columns {
  /** Seconds since the epoch. */
  times: number[];
  /** The sample of each time; null in the middle of a gap. */
  samples: (SampleOut | null)[];
}

/** Samples by column, with an empty one in every gap, so that lines are broken there. */
export function columns(samples: SampleOut[], intervalSeconds: number): Columns {
  const found: Columns = { times: [], samples: [] };
  let before: number | null = null;
  for (const sample of samples) {
    const now = at(sample) / 1000;
    if (before !== null && now - before > GAP_INTERVALS * intervalSeconds) {
      found.times.push((before + now) / 2);
      found.samples.push(null);
    }
    found.times.push(now);
    found.samples.push(sample);
    before = now;
  }
  return found;
}
