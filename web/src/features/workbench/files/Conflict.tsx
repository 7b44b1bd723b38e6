import { useState } from 'react';

import { ConflictDialog } from './dialogs/ConflictDialog';
import { clashOf, control, useQueue } from './transfers/store';

interface ConflictProps {
  /** Each panel asks about its own machine's uploads, so that nobody is asked twice. */
  sessionId: string;
  /** A transfer, of whichever machine, that somebody wants to decide on now. */
  wanted: string | null;
  onWanted: (id: string | null) => void;
}

/** Asks what to do about one upload after the other whose name is taken; what is put off waits in the list. */
export function Conflict({ sessionId, wanted, onWanted }: ConflictProps) {
  const queue = useQueue();
  const [later, setLater] = useState<ReadonlySet<string>>(new Set());
  const open = queue.filter(({ phase }) => phase === 'conflict');
  const asking =
    open.find(({ id }) => id === wanted) ??
    open.find((transfer) => transfer.sessionId === sessionId && !later.has(transfer.id));
  const clash = asking === undefined ? null : clashOf(asking.id);
  if (asking === undefined || clash === null) return null;
  return (
    <ConflictDialog
      key={`${asking.id} ${clash.path}`}
      clash={clash}
      many={asking.kind === 'pack' || queue.filter(({ batch }) => batch === asking.batch).length > 1}
      onAnswer={(policy, everything) => {
        onWanted(null);
        control.answer(asking.id, policy, everything);
      }}
      onLater={() => {
        onWanted(null);
        setLater(new Set([...later, asking.id]));
      }}
    />
  );
}
