/**
 * One server-sent-events stream that heals itself. A hidden page keeps none, because browsers allow only six
 * connections to one origin; when it is looked at again it reconnects and says that it may have missed something.
 */

export type Health = 'connecting' | 'live' | 'lost';

export interface StreamOptions {
  url: string;
  /** Event names and what to do with each one's data. */
  on: Record<string, (data: string) => void>;
  /** Called on every change of health. */
  onHealth?: (health: Health) => void;
  /**
   * The stream speaks from now on, and what happened before was not heard: between the page's first answers and this
   * moment when it is the `first` time, since it broke when it is not.
   */
  onGap?: (first: boolean) => void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const HIDDEN_MS = 20_000;

/** Opens it; returns what closes it for good. */
export function openStream({ url, on, onHealth, onGap }: StreamOptions): () => void {
  let source: EventSource | null = null;
  let wait = FIRST_WAIT_MS;
  let opened = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hide: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(retry);
    source?.close();
    const fresh = new EventSource(url);
    source = fresh;
    fresh.onopen = () => {
      wait = FIRST_WAIT_MS;
      onHealth?.('live');
      onGap?.(!opened);
      opened = true;
    };
    fresh.onerror = () => {
      onHealth?.(opened ? 'lost' : 'connecting');
      fresh.close();
      retry = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
    for (const [name, handle] of Object.entries(on)) {
      fresh.addEventListener(name, (event) => handle((event as MessageEvent<string>).data));
    }
  }

  function disconnect(): void {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function onVisibility(): void {
    clearTimeout(hide);
    if (document.visibilityState === 'hidden') hide = setTimeout(disconnect, HIDDEN_MS);
    else if (source === null || source.readyState === EventSource.CLOSED) connect();
  }

  document.addEventListener('visibilitychange', onVisibility);
  globalThis.addEventListener('online', connect);
  connect();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    globalThis.removeEventListener('online', connect);
    clearTimeout(hide);
    disconnect();
  };
}
