/** Long lists: what is far below the window is only built when somebody comes near it. */
import { useCallback, useState } from 'react';

const MARGIN = '600px';

/**
 * How many of `total` things to show now, and the reference for an element after the last of them. Coming near that
 * element shows `step` more. Whatever was shown stays shown. `first` is how many there are to begin with.
 */
export function useGrowing(
  total: number,
  step = 40,
  first = step,
): [shown: number, end: (node: Element | null) => (() => void) | undefined] {
  const [wanted, setWanted] = useState(first);
  const end = useCallback(
    (node: Element | null) => {
      if (node === null) return undefined;
      const watcher = new IntersectionObserver(
        (entries) => {
          if (entries.some((entry) => entry.isIntersecting)) setWanted(wanted + step);
        },
        { rootMargin: MARGIN },
      );
      watcher.observe(node);
      return () => watcher.disconnect();
    },
    [wanted, step],
  );
  return [Math.min(wanted, total), end];
}
