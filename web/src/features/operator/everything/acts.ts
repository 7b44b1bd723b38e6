/** What an operator may do to somebody's instance now, and why the rest is not possible. */
import type { AdminInstanceOut } from '../../../api';

export type OperatorAct = 'start' | 'stop' | 'force_stop' | 'release';

/** Why an act is not possible; each has its words. */
export type Why = 'busy' | 'off_first' | 'on_first' | 'over';

type Known = Pick<AdminInstanceOut, 'state' | 'allowed' | 'operation'>;

export const ACTS: OperatorAct[] = ['start', 'stop', 'force_stop', 'release'];

/** Null: it is possible. A gentle power-off that takes too long may be turned into a forced one. */
export function whyNot({ state, allowed, operation }: Known, act: OperatorAct): Why | null {
  if (act === 'force_stop' && state === 'stopping') return null;
  if (allowed.includes(act === 'force_stop' ? 'stop' : act)) return null;
  if (state === 'released') return 'over';
  if (operation !== null) return 'busy';
  return act === 'start' || act === 'release' ? whyDown(state, act) : 'on_first';
}

function whyDown(state: string, act: OperatorAct): Why {
  return act === 'start' && state === 'failed' ? 'over' : 'off_first';
}
