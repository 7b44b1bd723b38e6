/** How large the screen's pixels are, for what the graphics card draws. */

/** What rounding may make of the same length. */
const TOLERANCE = 2;

/**
 * Whether the browser tells the same of its pixels in both ways it has. While developer tools show a page as on another
 * screen it does not, and what the graphics card draws then comes out in a corner, at another size.
 */
export function pixelsAreTrue(element: HTMLElement): Promise<boolean> {
  return new Promise((answer) => {
    const watcher = new ResizeObserver(([entry]) => {
      if (entry === undefined || entry.contentRect.width === 0) return;
      watcher.disconnect();
      const told = entry.devicePixelContentBoxSize[0]?.inlineSize ?? 0;
      answer(Math.abs(told - entry.contentRect.width * globalThis.devicePixelRatio) <= TOLERANCE);
    });
    try {
      watcher.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      // A browser that tells it in one way only can't contradict itself.
      answer(true);
    }
  });
}
