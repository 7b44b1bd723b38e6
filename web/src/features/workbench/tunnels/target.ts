/** Where a tunnel leads, read from what people type or paste: a port, `host:port`, or the address a program prints. */

export interface Target {
  host: string;
  port: number;
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
  if (/^\d+$/.test(typed)) return checked(beside, Number(typed));
  if (/^https?:\/\//i.test(typed)) return readAddress(typed);
  const match = /^(\[[^\]\s]+\]|[^\s:/]*):(\d+)\/?$/.exec(typed);
  if (match === null) return null;
  const [, name = '', port = ''] = match;
  return checked(name === '' ? beside : name, Number(port));
}

function readAddress(text: string): Target | null {
  try {
    const { hostname, port, protocol } = new URL(text);
    return checked(hostname, port === '' ? (SCHEMES[protocol] ?? 0) : Number(port));
  } catch {
    return null;
  }
}

function checked(host: string, port: number): Target | null {
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? { host, port } : null;
}

/** As it is shown: the machine's own ports by their number alone. */
export function placeOf({ host, port }: Target): string {
  if (isHere(host)) return String(port);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const isHere = (host: string): boolean => host === HERE || host === '127.0.0.1' || host === '::1';
