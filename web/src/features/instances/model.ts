/** One instance as the platform shows it to its renter, and what may be told from it alone. */
import type { InstanceOut, StockOut } from '../../api';

export type Instance = InstanceOut;

/** Whether somebody could log in now. */
export function isUp(instance: Pick<Instance, 'state'>): boolean {
  return instance.state === 'running';
}

/** It is no more: what is left of it is what was done and what it cost. */
export function isGone(instance: Pick<Instance, 'state'>): boolean {
  return instance.state === 'released';
}

export type StockLevel = 'plenty' | 'tight' | 'short';

/** Whether its cards would be there if it booted now: short means no, tight means that they may be gone soon. */
export function stockLevel({ idle, total }: StockOut, count: number): StockLevel {
  if (idle < count) return 'short';
  return idle < 2 * count || idle * 4 <= total ? 'tight' : 'plenty';
}

const FULL = 0.85;

/** A disk this full deserves a warning. */
export function isNearlyFull(usedBytes: number, totalGb: number): boolean {
  return totalGb > 0 && usedBytes / (totalGb * 1024 ** 3) > FULL;
}
