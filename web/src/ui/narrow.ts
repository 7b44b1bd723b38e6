/** Whether the window is narrow: where a table becomes cards, and not only its style changes. */
import { useCallback, useSyncExternalStore } from 'react';

/** True while the window is at most so many pixels wide; left out: as narrow as a phone. */
export function useNarrow(pixels = 720): boolean {
  const query = `(max-width: ${pixels}px)`;
  const subscribe = useCallback(
    (tell: () => void) => {
      const media = globalThis.matchMedia(query);
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => globalThis.matchMedia(query).matches);
}
