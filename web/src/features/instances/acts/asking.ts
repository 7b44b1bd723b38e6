/** How any part of a page asks for an act on an instance; the dialogs themselves stand once, around the page. */
import { createContext, useContext } from 'react';

import type { ActName } from '../menu';
import type { Instance } from '../model';

export type Ask = (act: ActName, instance: Instance) => void;

export const AskContext = createContext<Ask>(() => undefined);

export function useAsk(): Ask {
  return useContext(AskContext);
}
