/** What was copied or cut in one panel, for pasting in any other: the paths, and whose they are. */
import { useSyncExternalStore } from 'react';

export interface Held {
  sessionId: string;
  folder: string;
  names: string[];
  cut: boolean;
}

let held: Held | null = null;
const listeners = new Set<() => void>();

export function hold(next: Held | null): void {
  held = next;
  listeners.forEach((tell) => tell());
}

export function getHeld(): Held | null {
  return held;
}

export function useHeld(): Held | null {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, getHeld);
}
