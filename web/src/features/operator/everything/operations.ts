/** What may be told of an operation from itself alone. */
import type { OperationOut } from '../../../api';

/** From being asked for to its end; null while it goes on. */
export function tookSeconds({
  created_at,
  finished_at,
}: Pick<OperationOut, 'created_at' | 'finished_at'>): number | null {
  return finished_at === null ? null : (Date.parse(finished_at) - Date.parse(created_at)) / 1000;
}

type Told = Pick<OperationOut, 'state' | 'steps' | 'error'>;

/** Its steps are worth a line where it has not gone as it should, or has not ended; one alone says nothing. */
export function deservesSteps({ state, steps }: Told): boolean {
  return state !== 'succeeded' && steps.length > 1;
}

/** The step at which it failed: the first that was not done. Null where it has not. */
export function failedAt({ error, steps }: Told): string | null {
  return error === null ? null : (steps.find((step) => step.state !== 'done')?.name ?? null);
}
