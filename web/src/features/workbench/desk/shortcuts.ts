/** The desk's keys. All with Alt and Shift, which neither shells nor browsers use with these. */
import { useCallback, type KeyboardEvent } from 'react';

import { useAct } from '../../../ui/act';
import { paneOf } from '../terminal/panes';
import { stepped, tabOf, withPanes } from './layout';
import { neighbour, type Direction } from './panes';
import { useClosingTerminal } from './useClosing';
import { useDeskParts } from './useDesk';

const WAYS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Returns what to do with a key press; it stops those that are the desk's. */
export function useShortcuts(): (event: KeyboardEvent) => void {
  const { store, courier } = useDeskParts();
  const close = useClosingTerminal();
  const act = useAct();

  return useCallback(
    (event) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
      const { layout } = store.get();
      const tab = tabOf(layout, layout.active);
      const acts: Record<string, (() => void) | undefined> = {
        BracketLeft: () => store.arrange((now) => stepped(now, -1)),
        BracketRight: () => store.arrange((now) => stepped(now, 1)),
      };
      if (tab?.focus != null) {
        const { session, panes, focus } = tab;
        acts.Equal = () => void act(() => courier.split(session, 'row')).catch(() => undefined);
        acts.Minus = () => void act(() => courier.split(session, 'column')).catch(() => undefined);
        acts.KeyW = () => void close(session, focus);
        const way = WAYS[event.code];
        const next = way === undefined ? null : neighbour(panes, focus, way);
        if (next !== null)
          acts[event.code] = () => {
            store.arrange((now) => withPanes(now, session, panes, next));
            paneOf(next)?.focus();
          };
      }
      const found = acts[event.code];
      if (found === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      found();
    },
    [act, close, courier, store],
  );
}
