/** What may be done to an instance now, in the order in which renters look for it, and why the rest may not. */
import type { Instance } from './model';

export type ActName =
  'start' | 'start_no_cards' | 'stop' | 'restart' | 'rename' | 'password' | 'port' | 'release';

/** Why an act is not possible; each has its words in `instances.why`. */
export type Why = 'busy' | 'off_first' | 'on_first' | 'broken';

export interface MenuEntry {
  act: ActName;
  /** Null: it is possible. */
  why: Why | null;
}

/** The name of each act in the `allowed` of the API. Ports may be opened in any state that has a future. */
const ASKS_FOR: Record<Exclude<ActName, 'port'>, string> = {
  start: 'start',
  start_no_cards: 'start',
  stop: 'stop',
  restart: 'restart',
  rename: 'rename',
  password: 'reset_password',
  release: 'release',
};

const NEEDS_OFF = new Set<ActName>(['start', 'start_no_cards', 'release']);
const NEEDS_ON = new Set<ActName>(['stop', 'restart']);

const PASSING = new Set(['creating', 'starting', 'restarting', 'stopping', 'releasing']);

type Known = Pick<Instance, 'state' | 'allowed' | 'operation'>;

/** Why `act` is not possible now, or null. */
export function whyNot(instance: Known, act: ActName): Why | null {
  if (act === 'port') return ['failed', 'releasing', 'released'].includes(instance.state) ? 'broken' : null;
  if (instance.allowed.includes(ASKS_FOR[act])) return null;
  if (instance.operation !== null || PASSING.has(instance.state)) return 'busy';
  if (instance.state === 'failed') return 'broken';
  if (NEEDS_OFF.has(act)) return 'off_first';
  return NEEDS_ON.has(act) ? 'on_first' : 'broken';
}

const MENU: ActName[] = ['start_no_cards', 'restart', 'rename', 'password', 'port', 'release'];

/** The entries under "more"; the last one destroys and stands apart. */
export function menuOf(instance: Known): MenuEntry[] {
  return MENU.map((act) => ({ act, why: whyNot(instance, act) }));
}

const DOWN = new Set(['stopped', 'released']);

/** The one act that is a button of its own. */
export function mainAct(instance: Known): MenuEntry {
  const act = instance.state === 'failed' ? 'release' : DOWN.has(instance.state) ? 'start' : 'stop';
  return { act, why: whyNot(instance, act) };
}
