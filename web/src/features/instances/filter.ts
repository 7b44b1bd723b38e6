/** Which instances the list shows: all words of the search must be found, and the state must be of the kind. */
import type { Instance } from './model';

export type StateKind = 'running' | 'busy' | 'stopped' | 'failed';

const KINDS: Record<string, StateKind> = {
  running: 'running',
  stopped: 'stopped',
  failed: 'failed',
  unknown: 'failed',
};

/** The kinds that people tell apart; whatever is on its way to another state is busy. */
export function kindOf(state: string): StateKind {
  return KINDS[state] ?? 'busy';
}

function text(one: Instance): string {
  return [one.name, one.id, one.model, one.image.title, one.host_name, one.region, one.ssh.port]
    .join(' ')
    .toLowerCase();
}

export function matching(instances: Instance[], query = '', kind?: StateKind): Instance[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return instances.filter((one) => {
    if (kind !== undefined && kindOf(one.state) !== kind) return false;
    if (words.length === 0) return true;
    const where = text(one);
    return words.every((word) => where.includes(word));
  });
}

export function countsOf(instances: Instance[]): Record<StateKind, number> {
  const counts = { running: 0, busy: 0, stopped: 0, failed: 0 };
  for (const one of instances) counts[kindOf(one.state)] += 1;
  return counts;
}
