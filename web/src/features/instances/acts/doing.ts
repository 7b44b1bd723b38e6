/** Carrying out the act of a dialog: it stays open and keeps what was typed when the act is refused. */
import { useState } from 'react';

import type { ChangedOut } from '../../../api';
import { useAct } from '../../../ui/act';
import { accept } from '../cache';

/** `do(work, done)` carries it out, says `done`, and closes; the second value is true while it is under way. */
export function useDoing(
  onClose: () => void,
): [doing: (work: () => Promise<ChangedOut>, done?: string) => Promise<void>, busy: boolean] {
  const act = useAct();
  const [busy, setBusy] = useState(false);
  async function doing(work: () => Promise<ChangedOut>, done?: string) {
    setBusy(true);
    try {
      accept(await act(work, done));
      onClose();
    } finally {
      setBusy(false);
    }
  }
  return [doing, busy];
}
