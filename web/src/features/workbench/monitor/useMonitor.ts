/** The line to one watched machine: open only while somebody looks at the panel, and opened again when it breaks. */
import { useEffect, useReducer, useState, type RefObject } from 'react';

import { readPreference, writePreference } from '../../../ui/preferences';
import { openSocket } from '../wire';
import type { Frame } from './sample';
import { asSpeed, FRESH, retryAfter, step, type Speed, type State } from './state';

/** The platform speaks at least every twenty seconds. */
const SILENCE_MS = 45_000;

/** How often this browser looks at machines, all of them. */
export function useSpeed(): [Speed, (speed: Speed) => void] {
  const [speed, setSpeed] = useState(() => asSpeed(readPreference('monitor')));
  return [
    speed,
    (wanted) => {
      writePreference('monitor', wanted);
      setSpeed(wanted);
    },
  ];
}

/** Whether any of `element` can be seen: on the page, in its scrolling box, and in a tab that is in front. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [onPage, setOnPage] = useState(false);
  const [inFront, setInFront] = useState(document.visibilityState === 'visible');
  useEffect(() => {
    const tell = () => setInFront(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', tell);
    const box = element.current;
    const watcher = new IntersectionObserver((entries) => setOnPage(entries.at(-1)?.isIntersecting === true));
    if (box !== null) watcher.observe(box);
    return () => {
      document.removeEventListener('visibilitychange', tell);
      watcher.disconnect();
    };
  }, [element]);
  return onPage && inFront;
}

/** `looks`: whether anybody can see it and there is a machine to look at. */
export function useMonitor(sessionId: string, speed: Speed, looks: boolean): [State, () => void] {
  const [state, tell] = useReducer(step, FRESH);
  const [attempt, setAttempt] = useState(0);
  const wanted = looks && speed !== 'off';

  useEffect(() => {
    if (!wanted) {
      tell({ event: 'rest' });
      return;
    }
    tell({ event: 'open' });
    const path = `/sessions/${encodeURIComponent(sessionId)}/monitor/socket?interval=${speed}`;
    let silence = 0;
    const broken = () => {
      clearTimeout(silence);
      tell({ event: 'broken' });
    };
    const listen = () => {
      clearTimeout(silence);
      silence = window.setTimeout(() => {
        socket.close();
        broken();
      }, SILENCE_MS);
    };
    const socket = openSocket<Frame>(path, {
      onText: (frame) => {
        listen();
        tell(frame);
      },
      onClose: broken,
    });
    listen();
    return () => {
      clearTimeout(silence);
      socket.close();
    };
  }, [sessionId, speed, wanted, attempt]);

  const { health, failures } = state;
  useEffect(() => {
    if (health !== 'lost') return;
    const timer = setTimeout(() => setAttempt((known) => known + 1), retryAfter(failures));
    return () => clearTimeout(timer);
  }, [health, failures]);

  return [state, () => setAttempt((known) => known + 1)];
}
