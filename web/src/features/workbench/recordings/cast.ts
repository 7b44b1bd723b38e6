/** Reading an asciicast of version 2: a header in the first line, then one event a line. */

export interface CastEvent {
  /** Seconds since the beginning. */
  at: number;
  kind: 'o' | 'r';
  data: string;
}

export interface Cast {
  columns: number;
  rows: number;
  title: string;
  events: CastEvent[];
  seconds: number;
}

const MOST_COLUMNS = 500;
const MOST_ROWS = 200;

const whole = (value: unknown, most: number, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 1
    ? Math.min(most, Math.floor(value))
    : otherwise;

/** Null where it is none. A last line that was cut off, as when the server died, is left out. */
export function readCast(text: string): Cast | null {
  const end = text.indexOf('\n');
  const header = jsonOf(end < 0 ? text : text.slice(0, end)) as Record<string, unknown> | null;
  if (typeof header !== 'object' || header?.version !== 2) return null;
  const events: CastEvent[] = [];
  let seconds = 0;
  for (const line of text.slice(end + 1).split('\n')) {
    const event = eventOf(line);
    if (event === null) continue;
    // Time never goes back, whatever the file says.
    seconds = Math.max(seconds, event.at);
    events.push({ ...event, at: seconds });
  }
  return {
    columns: whole(header.width, MOST_COLUMNS, 80),
    rows: whole(header.height, MOST_ROWS, 24),
    title: typeof header.title === 'string' ? header.title : '',
    events,
    seconds,
  };
}

function eventOf(line: string): CastEvent | null {
  const [at, kind, data] = (jsonOf(line) ?? []) as unknown[];
  if (typeof at !== 'number' || !(at >= 0) || typeof data !== 'string') return null;
  return kind === 'o' || kind === 'r' ? { at, kind, data } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The same with pauses of at most `limit` seconds. */
export function hurried(cast: Cast, limit: number | null): Cast {
  if (limit === null) return cast;
  let last = 0;
  let now = 0;
  const events = cast.events.map((event) => {
    now += Math.min(limit, event.at - last);
    last = event.at;
    return { ...event, at: now };
  });
  return { ...cast, events, seconds: now };
}

/** "132x43", as an event of a new size says it. */
export function sizeOf(data: string): { columns: number; rows: number } | null {
  const parts = /^(\d{1,4})x(\d{1,4})$/.exec(data);
  if (parts === null) return null;
  return {
    columns: whole(Number(parts[1]), MOST_COLUMNS, 80),
    rows: whole(Number(parts[2]), MOST_ROWS, 24),
  };
}
