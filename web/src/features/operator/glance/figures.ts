/** The small arithmetic behind the numbers of the first page. */

const DAY_MS = 86_400_000;

/** When the platform's day began: at midnight UTC. */
export function utcMidnight(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS;
}

/** What calls for a look first. */
const ORDER = ['failed', 'unknown', 'creating', 'starting', 'restarting', 'stopping', 'releasing', 'stopped'];

export interface InstanceCounts {
  running: number;
  /** Every other state that any instance is in, the one that calls for a look first. */
  others: [state: string, many: number][];
}

export function instanceStates(counts: Record<string, number>): InstanceCounts {
  const place = (state: string) => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);
  const others = Object.entries(counts)
    .filter(([state, many]) => state !== 'running' && many > 0)
    .sort(([left], [right]) => place(left) - place(right));
  return { running: counts.running ?? 0, others };
}
