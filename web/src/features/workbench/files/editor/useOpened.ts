/** Which files are open over the list, and which of them is in front. */
import { useCallback, useState } from 'react';

import type { EntryOut } from '../../api';
import { isImage } from '../kinds';
import { join } from '../paths';

export type DocKind = 'text' | 'tail' | 'image';

export interface Doc {
  /** One file is open once in each way. */
  id: string;
  kind: DocKind;
  path: string;
  name: string;
  size: number;
  modified: number;
  /** Of a picture: those beside it, in the order of the list. */
  beside: { path: string; name: string; modified: number }[];
}

export function useOpened(sessionId: string) {
  const [docs, setDocs] = useState<Doc[]>([]);
  const [front, setFront] = useState<string | null>(null);

  const open = useCallback(
    (folder: string, entry: EntryOut, rows: EntryOut[], how: 'text' | 'tail' | null = null) => {
      const kind: DocKind = how ?? (isImage(entry.name) ? 'image' : 'text');
      const path = join(folder, entry.name);
      const id = `${sessionId} ${kind} ${path}`;
      const beside =
        kind === 'image'
          ? rows
              .filter(({ name }) => isImage(name))
              .map(({ name, modified }) => ({ path: join(folder, name), name, modified }))
          : [];
      const { name, size, modified } = entry;
      setDocs((before) =>
        before.some((doc) => doc.id === id)
          ? before
          : [...before, { id, kind, path, name, size, modified, beside }],
      );
      setFront(id);
    },
    [sessionId],
  );

  const close = useCallback((id: string) => {
    setDocs((before) => {
      const index = before.findIndex((doc) => doc.id === id);
      const after = before.filter((doc) => doc.id !== id);
      setFront((current) =>
        current === id ? (after[Math.min(index, after.length - 1)]?.id ?? null) : current,
      );
      return after;
    });
  }, []);

  return { docs, front, open, close, show: setFront };
}

export type OpenedState = ReturnType<typeof useOpened>;
