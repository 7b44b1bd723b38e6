/** What ends by itself soon, the most urgent first. Pure. */
import type { InstanceOut } from '../../api';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is further away needs nobody yet. */
const HORIZON_MS = 7 * DAY_MS;

export interface Ending {
  key: string;
  /** The balance, or an instance that is off and will be released with its data. */
  what: 'balance' | 'instance';
  instance: Pick<InstanceOut, 'id' | 'name'> | null;
  /** Milliseconds since the epoch. */
  at: number;
  tone: 'calm' | 'attention' | 'failed';
}

type Kept = Pick<InstanceOut, 'id' | 'name' | 'release_at'>;

/** `driesAt` is when the balance is used up, null while nothing is spent. */
export function expiring(instances: Kept[], driesAt: number | null, now: number): Ending[] {
  const endings: Ending[] = instances.flatMap((instance) => {
    if (instance.release_at === null) return [];
    const at = Date.parse(instance.release_at);
    const tone = at - now < DAY_MS ? 'failed' : at - now < 3 * DAY_MS ? 'attention' : 'calm';
    return [{ key: instance.id, what: 'instance', instance, at, tone } as const];
  });
  if (driesAt !== null) {
    const tone = driesAt - now < HOUR_MS ? 'failed' : driesAt - now < DAY_MS ? 'attention' : 'calm';
    endings.push({ key: 'balance', what: 'balance', instance: null, at: driesAt, tone });
  }
  return endings.filter((one) => one.at - now < HORIZON_MS).sort((a, b) => a.at - b.at);
}
