/**
 * A way to hear every byte after the parser has taken it, for those who check that none is lost: an event
 * `workbench-tap` on a terminal's element, whose detail is the listener. Nobody listens unless somebody asks.
 */

export type Tap = (bytes: Uint8Array) => void;

const taps = new WeakMap<HTMLElement, Tap>();

export function tapOf(host: HTMLElement): Tap | undefined {
  return taps.get(host);
}

/** Lets a terminal's element be tapped; returns what ends that. */
export function tappable(host: HTMLElement): () => void {
  const hear = (event: Event): void => {
    const { detail } = event as CustomEvent<unknown>;
    if (typeof detail === 'function') taps.set(host, detail as Tap);
  };
  host.addEventListener('workbench-tap', hear);
  return () => {
    host.removeEventListener('workbench-tap', hear);
    taps.delete(host);
  };
}
