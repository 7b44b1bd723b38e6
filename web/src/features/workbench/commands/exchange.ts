/** Quick commands as a file, to be given to somebody else or to another installation. */
import type { CommandIn, CommandOut } from '../api';

const KIND = 'zuka-quick-commands';
const MOST = 500;

export function asFile(commands: CommandOut[]): string {
  const plain = commands.map(({ group, name, body, enter }) => ({ group, name, body, enter }));
  return `${JSON.stringify({ kind: KIND, version: 1, commands: plain }, null, 2)}\n`;
}

/** The commands of a file that are not there yet; null when it is no such file. */
export function fromFile(text: string, there: readonly CommandIn[]): CommandIn[] | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const listed = (read as { kind?: unknown; commands?: unknown } | null)?.commands;
  if ((read as { kind?: unknown } | null)?.kind !== KIND || !Array.isArray(listed)) return null;
  const known = new Set(there.map(sameness));
  const fresh: CommandIn[] = [];
  for (const one of listed.slice(0, MOST)) {
    const command = commandOf(one);
    if (command === null || known.has(sameness(command))) continue;
    known.add(sameness(command));
    fresh.push(command);
  }
  return fresh;
}

function sameness({ group, name, body }: CommandIn): string {
  return JSON.stringify([group, name, body]);
}

function commandOf(value: unknown): CommandIn | null {
  if (typeof value !== 'object' || value === null) return null;
  const { group, name, body, enter } = value as Record<string, unknown>;
  if (typeof name !== 'string' || typeof body !== 'string' || body === '') return null;
  return {
    group: typeof group === 'string' ? group.slice(0, 80) : '',
    name: (name === '' ? (body.split('\n', 1)[0] ?? body) : name).slice(0, 80),
    body,
    enter: enter !== false,
  };
}
