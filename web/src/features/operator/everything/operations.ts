/** What may be told of an operation from itself alone. */
import type { OperationOut } from '../../../api';

/** From being asked for to its end; null while it goes on. */
export function tookSeconds({
  created_at,
  finished_at,
}: Pick<OperationOut, 'created_at' | 'finished_at'>): number | null {
  return finished_at === null ? null : (Date.parse(finished_at) - Date.parse(created_at)) / 1000;
}

/** Its steps are worth a line where it has not gone as it should, or has not ended. */
export function deservesSteps({ state }: Pick<OperationOut, 'state'>): boolean {
  return state !== 'succeeded';
}
