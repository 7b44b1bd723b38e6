/** The state of one session's panel: where it is, what is there, what is chosen. It stays while the page is open. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useReducer, useState } from 'react';

import { queryClient } from '../../../app/queries';
import type { EntryOut, FolderOut, SessionOut } from '../api';
import { files, folderKey } from './filesApi';
import { startAt, stepped, type Places } from './places';
import { kept, NOTHING, type Selection } from './selection';
import { chosen, sorted, type Order } from './sorting';

const KEEP_MS = 600_000;

interface Looks {
  order: Order;
  hidden: boolean;
  tree: boolean;
}

const places = new Map<string, Places>();
/** Said once for all panels: who likes to see hidden files likes it everywhere. */
let looks: Looks = { order: { by: 'name', down: false }, hidden: false, tree: true };

function useLooks(): [Looks, (change: Partial<Looks>) => void] {
  const [mine, setMine] = useState(looks);
  const change = useCallback((patch: Partial<Looks>) => {
    looks = { ...looks, ...patch };
    setMine(looks);
  }, []);
  return [mine, change];
}

export interface Listing {
  folder: FolderOut | undefined;
  rows: EntryOut[];
  order: string[];
  loading: boolean;
  refreshing: boolean;
  error: Error | null;
  refresh: () => void;
}

function useListing(session: SessionOut, path: string, looks: Looks, filter: string): Listing {
  const query = useQuery<FolderOut>({
    queryKey: folderKey(session.id, path),
    queryFn: ({ signal }) => files.list(session.id, path, signal),
    enabled: session.state === 'connected',
    staleTime: 0,
    gcTime: KEEP_MS,
    refetchOnWindowFocus: true,
  });
  const { data, refetch } = query;
  const ordered = useMemo(() => sorted(data?.entries ?? [], looks.order), [data, looks.order]);
  const rows = useMemo(
    () => chosen(ordered, { hidden: looks.hidden, text: filter }),
    [ordered, looks.hidden, filter],
  );
  const order = useMemo(() => rows.map(({ name }) => name), [rows]);
  // "~" and where it leads are one folder: what was read is there under both names.
  useEffect(() => {
    if (data !== undefined && data.path !== path)
      queryClient.setQueryData(folderKey(session.id, data.path), data);
  }, [data, path, session.id]);
  return {
    ...{ folder: data, rows, order, error: data === undefined ? query.error : null },
    loading: query.isPending && session.state === 'connected',
    refreshing: query.isFetching,
    refresh: () => void refetch(),
  };
}

export function usePanel(session: SessionOut, directory: string | null) {
  const [where, step] = useReducer(stepped, directory, (first) => places.get(session.id) ?? startAt(first));
  const [looks, changeLooks] = useLooks();
  const [filter, setFilter] = useState('');
  const [held, setSelection] = useState<Selection>(NOTHING);
  const listing = useListing(session, where.path, looks, filter);
  const { order } = listing;
  const selection = useMemo(() => kept(held, order), [held, order]);

  const real = listing.folder?.path;
  useEffect(() => step({ kind: 'heard', path: directory }), [directory]);
  useEffect(() => {
    if (real !== undefined) step({ kind: 'real', asked: where.path, path: real });
  }, [real, where.path]);
  useEffect(() => void places.set(session.id, where), [session.id, where]);
  const [at, setAt] = useState(where.path);
  if (at !== where.path) {
    setAt(where.path);
    // A folder's real name is no other folder.
    if (at !== '~') setFilter('');
    setSelection(NOTHING);
  }

  const entries = useMemo(
    () => listing.rows.filter(({ name }) => selection.names.has(name)),
    [listing.rows, selection.names],
  );
  return { where, step, looks, changeLooks, filter, setFilter, selection, setSelection, listing, entries };
}

export type PanelState = ReturnType<typeof usePanel>;
