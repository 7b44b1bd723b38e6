/** How high an element is, for lists that draw only what is in sight. */
import { useLayoutEffect, useState, type RefObject } from 'react';

export function useHeight(of: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return;
    const watcher = new ResizeObserver(() => setHeight(element.clientHeight));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [of]);
  return height;
}
