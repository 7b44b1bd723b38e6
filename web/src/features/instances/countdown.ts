/** How long a stopped instance is still kept, in words that get more exact and more urgent towards the end. */
import { duration } from '../../ui/format';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type Urgency = 'calm' | 'attention' | 'failed';

export interface Countdown {
  /** "15 天", "2 天 4 小时"; empty once the moment has passed. */
  left: string;
  urgency: Urgency;
}

export function countdown(releaseAt: string, now: number): Countdown {
  const ms = Date.parse(releaseAt) - now;
  if (ms <= 0) return { left: '', urgency: 'failed' };
  // Far away, whole days are enough, and the day that has just begun still counts as one.
  const shown = ms > 3 * DAY_MS ? Math.round(ms / DAY_MS) * DAY_MS : ms;
  const urgency = ms < DAY_MS ? 'failed' : ms < 3 * DAY_MS ? 'attention' : 'calm';
  return { left: duration(shown), urgency };
}
