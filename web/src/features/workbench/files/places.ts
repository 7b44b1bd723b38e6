/** Where the panel stands and has been: back and forward, and following the terminal. */
import { normal } from './paths';

export interface Places {
  path: string;
  back: readonly string[];
  forward: readonly string[];
  /** Goes where the terminal goes. */
  follow: boolean;
  /** The terminal's folder as it was last heard; only a change of it moves the panel. */
  heard: string | null;
}

const MOST = 100;

export type Step =
  | { kind: 'go'; path: string }
  | { kind: 'back' }
  | { kind: 'forward' }
  | { kind: 'follow'; on: boolean }
  | { kind: 'heard'; path: string | null }
  /** The machine's own word for where this is: "~" is "/root". */
  | { kind: 'real'; asked: string; path: string };

export function startAt(directory: string | null): Places {
  return { path: directory ?? '~', back: [], forward: [], follow: true, heard: directory };
}

function go(places: Places, to: string): Places {
  const path = normal(to);
  if (path === places.path) return places;
  return { ...places, path, back: [...places.back, places.path].slice(-MOST), forward: [] };
}

export function stepped(places: Places, step: Step): Places {
  switch (step.kind) {
    case 'go':
      return go(places, step.path);
    case 'back': {
      const path = places.back.at(-1);
      if (path === undefined) return places;
      return {
        ...places,
        path,
        back: places.back.slice(0, -1),
        forward: [places.path, ...places.forward],
      };
    }
    case 'forward': {
      const [path, ...forward] = places.forward;
      if (path === undefined) return places;
      return { ...places, path, back: [...places.back, places.path], forward };
    }
    case 'follow': {
      const next = { ...places, follow: step.on };
      return step.on && places.heard !== null ? go(next, places.heard) : next;
    }
    case 'heard': {
      if (step.path === null || step.path === places.heard) return places;
      const next = { ...places, heard: step.path };
      // Where a shell starts is news only to who has not gone anywhere meanwhile.
      const moves = places.heard !== null || places.back.length === 0;
      return places.follow && moves ? go(next, step.path) : next;
    }
    case 'real':
      return step.asked === places.path && step.path !== places.path
        ? { ...places, path: step.path }
        : places;
  }
}
