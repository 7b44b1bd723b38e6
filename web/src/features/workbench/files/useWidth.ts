/** How wide an element is: the panel may be narrow on a wide screen. */
import { useCallback, useState } from 'react';

export function useNarrowElement(
  limit: number,
): [(node: Element | null) => (() => void) | undefined, boolean] {
  const [narrow, setNarrow] = useState(false);
  const watch = useCallback(
    (node: Element | null) => {
      if (node === null) return undefined;
      const watcher = new ResizeObserver(([entry]) => {
        if (entry !== undefined) setNarrow(entry.contentRect.width < limit);
      });
      watcher.observe(node);
      return () => watcher.disconnect();
    },
    [limit],
  );
  return [watch, narrow];
}
