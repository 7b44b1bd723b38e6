/** Whether the window is as narrow as a phone: where a table becomes cards, and not only its style changes. */
import { useSyncExternalStore } from 'react';

const narrow = globalThis.matchMedia('(max-width: 720px)');

function subscribe(tell: () => void): () => void {
  narrow.addEventListener('change', tell);
  return () => narrow.removeEventListener('change', tell);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
