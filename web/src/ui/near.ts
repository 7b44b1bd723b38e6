/** Very long lists: only what is near the window is built, and what is far away keeps its place and nothing else. */
import { useCallback, useState } from 'react';

const MARGIN = '900px';

interface Near<T extends Element> {
  /** Whether the element is in the window or will soon be. */
  near: boolean;
  /** The height that it had when it was last near; undefined before. */
  height: number | undefined;
  ref: (node: T | null) => (() => void) | undefined;
}

/** Watches one element. `initially` is what it is taken for until the browser has said where it is. */
export function useNear<T extends Element>(initially: boolean): Near<T> {
  const [near, setNear] = useState(initially);
  const [height, setHeight] = useState<number>();
  const ref = useCallback((node: T | null) => {
    if (node === null) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last === undefined) return;
        // What leaves is measured first, so that nothing below it moves.
        if (!last.isIntersecting) setHeight(last.boundingClientRect.height);
        setNear(last.isIntersecting);
      },
      { rootMargin: `${MARGIN} 0px` },
    );
    watcher.observe(node);
    return () => watcher.disconnect();
  }, []);
  return { near, height, ref };
}

/** `items` in groups of `size`, each with the place of its first. */
export function groupsOf<T>(items: T[], size: number): { first: number; items: T[] }[] {
  const groups: { first: number; items: T[] }[] = [];
  for (let first = 0; first < items.length; first += size)
    groups.push({ first, items: items.slice(first, first + size) });
  return groups;
}
