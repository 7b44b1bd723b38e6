/** Dragging: files and folders from this computer, and rows from the panel of another machine. */
import { useRef, useState, type DragEvent } from 'react';

import type { Held } from './clipboard';
import { dropped, entriesOf, type Found } from './transfers/scan';

const ROWS = 'application/x-zuka-files';

/** What a drag carries cannot be read before it is dropped, so the page remembers it. */
let dragged: Held | null = null;

export function dragRows(event: DragEvent, rows: Held): void {
  dragged = rows;
  event.dataTransfer.setData(ROWS, rows.sessionId);
  event.dataTransfer.effectAllowed = 'copyMove';
}

export type Over = 'files' | 'rows' | null;

interface DropActs {
  sessionId: string;
  onFiles: (found: AsyncIterable<Found>) => void;
  onRows: (rows: Held) => void;
}

export function useDrop({ sessionId, onFiles, onRows }: DropActs) {
  const [over, setOver] = useState<Over>(null);
  // Going from one child to the next one leaves and enters.
  const depth = useRef(0);

  function meant(event: DragEvent): Over {
    const { types } = event.dataTransfer;
    if (types.includes('Files')) return 'files';
    return types.includes(ROWS) && dragged !== null && dragged.sessionId !== sessionId ? 'rows' : null;
  }

  return {
    over,
    handlers: {
      onDragEnter: (event: DragEvent) => {
        const what = meant(event);
        if (what === null) return;
        event.preventDefault();
        depth.current += 1;
        setOver(what);
      },
      onDragOver: (event: DragEvent) => {
        if (meant(event) === null) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave: () => {
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(null);
      },
      onDrop: (event: DragEvent) => {
        const what = meant(event);
        depth.current = 0;
        setOver(null);
        if (what === null) return;
        event.preventDefault();
        if (what === 'files') onFiles(dropped(entriesOf(event.dataTransfer)));
        else if (dragged !== null) onRows(dragged);
        dragged = null;
      },
    },
  };
}
