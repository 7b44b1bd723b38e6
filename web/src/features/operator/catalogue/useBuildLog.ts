/** A build's log as it grows, while somebody looks at it. */
import { useEffect, useState } from 'react';

import { appended } from './builds';

export interface BuildLog {
  text: string;
  /** Nothing more will come. */
  isOver: boolean;
  /** The stream is being opened again. */
  isLost: boolean;
}

const EMPTY: BuildLog = { text: '', isOver: false, isLost: false };
const WAIT_MS = 3_000;

interface Piece {
  text: string;
  offset: number;
}

/** Follows one build. A stream that breaks goes on from the byte where it was. */
export function useBuildLog(buildId: string): BuildLog {
  const [log, setLog] = useState<BuildLog>(EMPTY);

  useEffect(() => {
    let offset = 0;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const change = (part: Partial<BuildLog>) => setLog((before) => ({ ...before, ...part }));

    function open(): void {
      source = new EventSource(
        `/api/v1/admin/builds/${encodeURIComponent(buildId)}/log/stream?offset=${offset}`,
      );
      source.onopen = () => change({ isLost: false });
      source.addEventListener('log', (event: MessageEvent<string>) => {
        const piece = JSON.parse(event.data) as Piece;
        // A log that was begun anew is read anew.
        const anew = piece.offset <= offset;
        offset = piece.offset;
        setLog((before) => ({ ...before, text: appended(anew ? '' : before.text, piece.text) }));
      });
      source.addEventListener('done', () => {
        source?.close();
        change({ isOver: true });
      });
      source.onerror = () => {
        source?.close();
        change({ isLost: true });
        retry = setTimeout(open, WAIT_MS);
      };
    }

    open();
    return () => {
      clearTimeout(retry);
      source?.close();
    };
  }, [buildId]);

  return log;
}
