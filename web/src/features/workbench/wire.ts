/**
 * How the workbench talks to the platform where the generated client does not fit: plain requests with the same
 * problems as everywhere, and WebSockets that are opened with a one-time ticket. Both stay on the page's own host.
 */
import { problemOf } from '../../app/problem';
import { noticeExpiry } from '../../app/session';

const ROOT = '/api/v1/workbench';
const PROTOCOL = 'zuka.workbench';

/** No answer came: the close code of a socket that never opened. */
export const NEVER_OPENED = 1006;

export interface RequestOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** The address of a path of the workbench, for links, downloads and requests that are watched while they run. */
export function addressOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return ROOT + path + (text === '' ? '' : `?${text}`);
}

type Value = string | number | boolean | null | undefined;
export type Query = Record<string, Value | string[]>;

/** Asks and gives the answer's body as it is, for streams and files. A refusal is thrown as a `Problem`. */
export async function ask(
  method: string,
  path: string,
  body?: BodyInit | null,
  { signal, headers }: RequestOptions = {},
): Promise<Response> {
  const address = path.startsWith(ROOT) ? path : addressOf(path);
  const asked = { method, body, signal, headers, credentials: 'same-origin' as const };
  const answer = await fetch(address, asked).catch((error: unknown) => {
    // Somebody who gave up asks for no explanation.
    if (signal?.aborted === true) throw error;
    throw problemOf(error, 0);
  });
  if (answer.ok) return answer;
  const told: unknown = await answer.json().catch(() => answer.statusText);
  const problem = problemOf(told, answer.status);
  if (problem.code === 'identity.not_logged_in')
    noticeExpiry(new Request(new URL(address, location.href), { method }));
  throw problem;
}

/** Asks in JSON; nothing comes back where the platform says so with 204. `T` is what the contract promises. */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  options: RequestOptions = {},
): Promise<T> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const headers = { ...(json !== undefined && { 'Content-Type': 'application/json' }), ...options.headers };
  const answer = await ask(method, path, json, { ...options, headers });
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export interface SocketHandlers<F> {
  onOpen?: () => void;
  /** One JSON frame, already read. */
  onText?: (frame: F) => void;
  onBinary?: (bytes: Uint8Array) => void;
  /** Once, however it ended; not after `close()` of ours. 4401 bad ticket, 4403 origin, 4404 not found, 4409 other. */
  onClose?: (code: number, problem?: unknown) => void;
}

export interface Socket {
  /** False, and nothing is sent, unless it is open. */
  send: (frame: Record<string, unknown> | Uint8Array<ArrayBuffer> | ArrayBuffer) => boolean;
  /** Bytes that the browser has not sent yet. */
  waiting: () => number;
  close: () => void;
}

/**
 * Opens a socket below the workbench's path. It comes back at once and connects when it has its ticket; coming back
 * after it closed is the caller's decision.
 */
export function openSocket<F extends { event: string }>(path: string, handlers: SocketHandlers<F>): Socket {
  let live: WebSocket | null = null;
  let over = false;
  const giveUp = new AbortController();

  function end(code: number, problem?: unknown): void {
    if (over) return;
    over = true;
    handlers.onClose?.(code, problem);
  }

  function connect(ticket: string): void {
    if (over) return;
    const address = new URL(addressOf(path), location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, [PROTOCOL, `ticket.${ticket}`]);
    live = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => !over && handlers.onOpen?.();
    socket.onclose = ({ code }) => end(code);
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (over) return;
      if (typeof data === 'string') handlers.onText?.(JSON.parse(data) as F);
      else handlers.onBinary?.(new Uint8Array(data));
    };
  }

  request<{ ticket: string }>('POST', '/tickets', undefined, { signal: giveUp.signal }).then(
    ({ ticket }) => connect(ticket),
    (problem: unknown) => end(NEVER_OPENED, problem),
  );

  return {
    send: (frame) => {
      if (live === null || live.readyState !== WebSocket.OPEN) return false;
      live.send(frame instanceof Uint8Array || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame));
      return true;
    },
    waiting: () => live?.bufferedAmount ?? 0,
    close: () => {
      over = true;
      giveUp.abort();
      live?.close();
    },
  };
}
