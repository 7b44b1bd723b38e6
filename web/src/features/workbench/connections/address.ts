/** What people paste into the field of the host: a whole address, or the `ssh` command that somebody gave them. Pure. */
import type { ConnectionOut } from '../api';

export interface Address {
  host: string;
  username?: string;
  port?: number;
  /** The machine to go through, as it is written there. */
  jump?: string;
}

/** Those of OpenSSH's flags that are followed by a word of their own. */
const WITH_WORD = new Set('BbcDEeFIiJLlmOoPpQRSWw');
const PLACE = /^(?:([\w.+-]+)@)?(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?\/?$/i;

/** `root@host:2222`, `ssh://root@host:2222` or `ssh -p 2222 root@host -J gate`, taken apart; null for a mere host. */
export function readAddress(text: string): Address | null {
  const words = text.trim().split(/\s+/);
  const command = words[0] === 'ssh' && words.length > 1;
  const { flags, destination, rest } = sortedOut(command ? words.slice(1) : words);
  // Without the word `ssh` in front, further words are no command that would run there, but something else.
  if (destination === undefined || (rest > 0 && !command)) return null;
  const place = readPlace(destination.replace(/^ssh:\/\//, ''));
  if (place === null) return null;
  const port = flags.get('p') ?? flags.get('port');
  const username = flags.get('l') ?? flags.get('user') ?? place.username;
  const jump = (flags.get('J') ?? flags.get('proxyjump'))?.split(',').at(-1);
  const found: Address = { host: place.host };
  if (username !== undefined) found.username = username;
  if (port !== undefined && /^\d{1,5}$/.test(port)) found.port = Number(port);
  else if (place.port !== undefined) found.port = place.port;
  if (jump !== undefined && jump !== '' && jump !== 'none') found.jump = jump;
  return command || Object.keys(found).length > 1 ? found : null;
}

function readPlace(text: string): Address | null {
  const found = PLACE.exec(text);
  if (found === null) return null;
  const [, username, host = '', port] = found;
  return {
    host: host.replace(/^\[|\]$/g, ''),
    ...(username !== undefined && { username }),
    ...(port !== undefined && { port: Number(port) }),
  };
}

/** Flags by their letter, and those of `-o` by their name in small letters; the first of each counts, as for `ssh`. */
function sortedOut(words: string[]) {
  const flags = new Map<string, string>();
  let destination: string | undefined;
  let rest = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const letter = word[1] ?? '';
    if (!word.startsWith('-') || letter === '') {
      if (destination === undefined) destination = word;
      else rest += 1;
    } else if (WITH_WORD.has(letter)) {
      const value = word.length > 2 ? word.slice(2) : (words[(at += 1)] ?? '');
      const [name, said] = letter === 'o' ? option(value) : [letter, value];
      if (!flags.has(name) && said !== undefined) flags.set(name, said);
    }
  }
  return { flags, destination, rest };
}

function option(text: string): [string, string | undefined] {
  const [name = '', ...value] = text.replace(/["']/g, '').split('=');
  return [name.toLowerCase(), value.length === 0 ? undefined : value.join('=')];
}

/** The saved connection that is meant by a jump host: by its name, or by the user, host and port that are written. */
export function jumpOf(written: string, connections: ConnectionOut[]): ConnectionOut | undefined {
  const place = readPlace(written.replace(/^ssh:\/\//, ''));
  return (
    connections.find((one) => one.name === written) ??
    connections.find(
      ({ host, port, username }) =>
        place !== null &&
        host === place.host.toLowerCase() &&
        (place.port === undefined || port === place.port) &&
        (place.username === undefined || username === place.username),
    )
  );
}
