/** A room's way to the desk: what is known, and what can be done. */
import { createContext, useContext, useSyncExternalStore } from 'react';

import type { Courier } from './courier';
import type { DeskState, DeskStore } from './store';

export interface DeskParts {
  store: DeskStore;
  courier: Courier;
  /** The standalone workbench: no instances, but the machine's own SSH agent. */
  local: boolean;
  /** Opens the dialog of a saved connection; `NEW`: of one that is to be made. */
  editConnection: (id: string) => void;
}

export const NEW = 'new';

export const DeskContext = createContext<DeskParts | null>(null);

export function useDeskParts(): DeskParts {
  const parts = useContext(DeskContext);
  if (parts === null) throw new Error('this belongs inside of a desk');
  return parts;
}

/** `select` must give the same thing while nothing has changed. */
export function useDesk<T>(select: (state: DeskState) => T): T {
  const { store } = useDeskParts();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
