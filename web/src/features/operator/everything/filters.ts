/** Which instances and operations are shown: what the page's address says, checked, as the API is asked for it. */
import type { OperationState, State } from '../../../api';

export interface EverythingSearch {
  tab?: 'operations' | 'strays';
  /** Of an instance or of an operation, by the tab. */
  state?: string;
  user?: string;
  host?: string;
  query?: string;
  /** Links of old say so: failed operations. */
  failed?: boolean;
  /** Whose details are open; it filters nothing. */
  instance?: string;
}

/** What changed: undefined takes a filter away. */
export type Change = Partial<EverythingSearch>;

export const NOTHING: Change = {
  state: undefined,
  user: undefined,
  host: undefined,
  query: undefined,
  failed: undefined,
};

/** In the order in which an operator looks for them. */
export const STATES = [
  'running',
  'stopped',
  'failed',
  'creating',
  'starting',
  'restarting',
  'stopping',
  'releasing',
  'released',
] as const satisfies State[];

export const OPERATION_STATES = [
  'running',
  'queued',
  'undoing',
  'failed',
  'succeeded',
] as const satisfies OperationState[];

export function instanceQuery({ state, ...rest }: EverythingSearch) {
  return { ...common(rest), state: STATES.find((one) => one === state) };
}

export function operationQuery({ state, failed, ...rest }: EverythingSearch) {
  const wanted = failed === true ? 'failed' : state;
  return { ...common(rest), state: OPERATION_STATES.find((one) => one === wanted) };
}

function common({ user, host, query }: EverythingSearch) {
  return { user_id: user, host_id: host, query: query ?? '' };
}

export function isFiltered({ state, failed, user, host, query }: EverythingSearch): boolean {
  return [state, failed, user, host, query].some((value) => value !== undefined);
}
