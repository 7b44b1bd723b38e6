/** Ctrl pressed twice, by itself: from the terminal to the command box and back. */
import { useEffect, useEffectEvent } from 'react';

const TWICE_MS = 350;

export function useDoubleCtrl(act: () => void): void {
  const onTwice = useEffectEvent(act);
  useEffect(() => {
    let last = -Infinity;
    let alone = false;
    const over = new AbortController();
    const options = { capture: true, signal: over.signal };
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Control') last = -Infinity;
        alone = event.key === 'Control' && !event.repeat;
      },
      options,
    );
    document.addEventListener(
      'keyup',
      (event) => {
        if (event.key !== 'Control' || !alone) return;
        const twice = event.timeStamp - last < TWICE_MS;
        last = twice ? -Infinity : event.timeStamp;
        if (twice) onTwice();
      },
      options,
    );
    // A click with Ctrl held is no Ctrl by itself.
    document.addEventListener('pointerdown', () => (alone = false), options);
    return () => over.abort();
  }, []);
}
