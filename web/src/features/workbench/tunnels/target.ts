/** Where a tunnel leads, read from what people type or paste: a port, `host:port`, or the address a program prints. */

export interface Target {
  host: string;
  port: number;
  /** Where the page begins, with what follows it; left out where nobody said. */
  path?: string;
}

export const HERE = 'localhost';

/** Programs that people open a port for, and where they listen unless told otherwise. */
export const USUAL: readonly { port: number; name: string }[] = [
  { port: 6006, name: 'TensorBoard' },
  { port: 7860, name: 'Gradio' },
  { port: 8888, name: 'Jupyter' },
  { port: 8080, name: 'HTTP' },
];

const SCHEMES: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** Null for what names no port. A host that is given beside it counts where the text names none. */
export function readTarget(text: string, host = ''): Target | null {
  const typed = text.trim();
  const beside = host.trim() === '' ? HERE : host.trim();
  if (/^https?:\/\//i.test(typed)) return readAddress(typed);
  const match = /^(?:(\[[^\]\s]+\]|[^\s:/?#]*):)?(\d+)([/?#]\S*)?$/.exec(typed);
  if (match === null) return null;
  const [, name = '', port = '', path = ''] = match;
  return checked(name === '' ? beside : name, Number(port), path);
}

function readAddress(text: string): Target | null {
  try {
    const { hostname, port, protocol, pathname, search, hash } = new URL(text);
    const path = pathname + search + hash;
    return checked(hostname, port === '' ? (SCHEMES[protocol] ?? 0) : Number(port), path);
  } catch {
    return null;
  }
}

function checked(host: string, port: number, path: string): Target | null {
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) return null;
  return path === '' || path === '/' ? { host, port } : { host, port, path };
}

/** As it is shown: the machine's own ports by their number alone. */
export function placeOf({ host, port }: Target): string {
  if (isHere(host)) return String(port);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export const isHere = (host: string): boolean => host === HERE || host === '127.0.0.1' || host === '::1';
