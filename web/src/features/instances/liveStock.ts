/** Idle cards change when other people rent and return; the caller's own stream does not say so, the market's does. */
import { useEffect } from 'react';

import { refresh } from '../../app/queries';
import { openStream } from '../../app/stream';

const PAUSE_MS = 3_000;

/** Keeps the stock of instances that are off live, while `active`; a busy market is looked at every few seconds. */
export function useLiveStock(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void refresh('listInstances', 'getInstance', 'makeQuote');
      }, PAUSE_MS);
    };
    const close = openStream({ url: '/api/v1/market/events', on: { market: look }, onGap: look });
    return () => {
      clearTimeout(waiting);
      close();
    };
  }, [active]);
}
