/** A long press by touch, on whichever row it is; some browsers tell of it as of a right click, others not at all. */
import { useRef, type MouseEvent, type PointerEvent } from 'react';

const LONG_MS = 500;
/** A finger is never quite still. */
const SLIP_PX = 10;

export function useLongPress(enabled: boolean, onLong: (target: EventTarget) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const begun = useRef({ touch: false, long: false, x: 0, y: 0 });

  function long(target: EventTarget) {
    clearTimeout(timer.current);
    if (begun.current.long) return;
    begun.current.long = true;
    onLong(target);
  }

  const end = () => clearTimeout(timer.current);
  return {
    /** Whether a click is only the end of a long press. */
    swallows: () => begun.current.long,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        clearTimeout(timer.current);
        const touch = enabled && event.pointerType === 'touch';
        begun.current = { touch, long: false, x: event.clientX, y: event.clientY };
        const { target } = event;
        if (touch) timer.current = setTimeout(() => long(target), LONG_MS);
      },
      onPointerMove: ({ clientX, clientY }: PointerEvent) => {
        const { x, y } = begun.current;
        if (Math.hypot(clientX - x, clientY - y) > SLIP_PX) end();
      },
      onPointerUp: end,
      onPointerCancel: end,
      /** The browser's own menu, and ours, stay away: a button of a row may still ask for it. */
      onContextMenuCapture: (event: MouseEvent) => {
        if (!begun.current.touch || !event.isTrusted) return;
        event.preventDefault();
        event.stopPropagation();
        long(event.target);
      },
    },
  };
}
