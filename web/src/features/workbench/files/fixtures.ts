/** Entries for tests. */
import type { EntryOut } from '../api';

export function entry(name: string, more: Partial<EntryOut> = {}): EntryOut {
  return {
    ...{ name, kind: 'file', size: 1, modified: 1_700_000_000, mode: 0o644, owner: 'root', group: 'root' },
    ...{ target: null, target_kind: null },
    ...more,
  };
}
