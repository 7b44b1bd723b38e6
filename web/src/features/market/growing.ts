/** Long lists by the screenful: what is far below is drawn when somebody gets near it. */
import { useCallback, useEffect, useState } from 'react';

const STEP = 40;
const AHEAD = '800px';

/** How far the last list was drawn, so that coming back finds the place that was left. */
let remembered = { key: '', shown: STEP };

/** How many of `total` to draw; `end` goes to an element after the last. Starts anew with another `key`. */
export function useGrowing(
  total: number,
  key: string,
): { shown: number; end: (node: Element | null) => void } {
  const [state, setState] = useState(remembered);
  const [node, setNode] = useState<Element | null>(null);
  const shown = state.key === key ? state.shown : STEP;
  useEffect(() => {
    remembered = { key, shown };
  }, [key, shown]);
  useEffect(() => {
    if (node === null || shown >= total) return;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setState({ key, shown: shown + STEP });
      },
      { rootMargin: AHEAD },
    );
    watcher.observe(node);
    return () => watcher.disconnect();
  }, [node, key, shown, total]);
  return { shown: Math.min(shown, total), end: useCallback((one) => setNode(one), []) };
}
