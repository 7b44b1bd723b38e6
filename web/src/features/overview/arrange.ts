/** Which instances the overview shows, and in which order. Pure. */
import type { InstanceOut } from '../../api';

const OFF = new Set(['stopped', 'released']);
/** Instances that are off are found in their own list; the latest few are one click from running again. */
const OFF_SHOWN = 3;

export interface Arranged {
  up: InstanceOut[];
  off: InstanceOut[];
  /** How many that are off are not shown. */
  more: number;
}

export function arrange(instances: InstanceOut[]): Arranged {
  const up = instances.filter((one) => !OFF.has(one.state));
  const off = instances
    .filter((one) => one.state === 'stopped')
    .sort((a, b) => (b.stopped_at ?? '').localeCompare(a.stopped_at ?? ''));
  return { up, off: off.slice(0, OFF_SHOWN), more: Math.max(0, off.length - OFF_SHOWN) };
}
