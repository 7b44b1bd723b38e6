/** The connections as a tree: what is shown of it, and what a drag means. Pure; no requests. */
import type { ConnectionList, ConnectionOut, SessionOut } from '../api';

export type TreeKey = string;

export type Row =
  | { kind: 'folder'; key: TreeKey; path: string; title: string; children: Row[] }
  | { kind: 'connection'; key: TreeKey; connection: ConnectionOut };

export const folderKey = (path: string): TreeKey => `folder:${path}`;
export const connectionKey = (id: string): TreeKey => `connection:${id}`;
export const instanceKey = (id: string): TreeKey => `instance:${id}`;
export const INSTANCES: TreeKey = 'instances';

/** The key under which the target of a session is found in the tree; none for a draft. */
export function targetKey(session: Pick<SessionOut, 'connection_id' | 'instance_id'>): TreeKey[] {
  if (session.connection_id !== null) return [connectionKey(session.connection_id)];
  return session.instance_id === null ? [] : [instanceKey(session.instance_id)];
}

export interface Key {
  kind: 'folder' | 'connection' | 'instance' | 'instances';
  id: string;
}

export function readKey(key: TreeKey): Key {
  const [kind = '', ...rest] = key.split(':');
  return { kind: kind as Key['kind'], id: rest.join(':') };
}

export const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');
export const nameOf = (path: string): string => path.split('/').at(-1) ?? path;
export const joined = (parent: string, name: string): string => (parent === '' ? name : `${parent}/${name}`);

export function allTags(connections: ConnectionOut[]): string[] {
  return [...new Set(connections.flatMap((one) => one.tags))].sort((one, other) => one.localeCompare(other));
}

/** Every word of the query somewhere in it, and every tag. */
export function fits(connection: ConnectionOut, query: string, tags: string[]): boolean {
  if (!tags.every((tag) => connection.tags.includes(tag))) return false;
  const { name, host, username, note, folder } = connection;
  const text = [name, host, username, note, folder, ...connection.tags].join('\n').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** As people look for names: in the order of their language, and 2 before 10. */
const byName = new Intl.Collator(undefined, { numeric: true });

export const inOrder = (connections: ConnectionOut[]): ConnectionOut[] =>
  [...connections].sort(
    (one, other) => one.position - other.position || byName.compare(one.name, other.name),
  );

/** Folders first, each with what is in it; while something is looked for, only what leads to it. */
export function rowsOf({ folders, connections }: ConnectionList, query = '', tags: string[] = []): Row[] {
  const looking = query.trim() !== '' || tags.length > 0;
  const shown = inOrder(connections).filter((one) => !looking || fits(one, query.trim(), tags));
  const below = (parent: string): Row[] => [
    ...folders
      .filter((path) => path !== '' && parentOf(path) === parent)
      .sort((one, other) => byName.compare(nameOf(one), nameOf(other)))
      .map((path) => ({
        kind: 'folder' as const,
        key: folderKey(path),
        path,
        title: nameOf(path),
        children: below(path),
      }))
      .filter((row) => !looking || row.children.length > 0),
    ...shown
      .filter((one) => one.folder === parent)
      .map((connection) => ({ kind: 'connection' as const, key: connectionKey(connection.id), connection })),
  ];
  return below('');
}

/** Every folder of these rows, for showing all that was found. */
export function foldersOf(rows: Row[]): TreeKey[] {
  return rows.flatMap((row) => (row.kind === 'folder' ? [row.key, ...foldersOf(row.children)] : []));
}

/** The connection that stands highest in these rows. */
export function firstOf(rows: Row[]): ConnectionOut | undefined {
  for (const row of rows) {
    const found = row.kind === 'connection' ? row.connection : firstOf(row.children);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type Where = 'inside' | 'before' | 'after';

export type Move =
  { kind: 'order'; folder: string; ids: string[] } | { kind: 'folder'; path: string; new_path: string };

/** What it means that `dragged` were let go on `target`; null: nothing. */
export function planMove(
  { connections }: ConnectionList,
  dragged: TreeKey[],
  target: TreeKey,
  where: Where,
): Move | null {
  const onto = readKey(target);
  const first = readKey(dragged[0] ?? '');
  const there = connections.find((one) => onto.kind === 'connection' && one.id === onto.id);
  if (onto.kind !== 'folder' && there === undefined) return null;
  const folder = there?.folder ?? (where === 'inside' ? onto.id : parentOf(onto.id));

  if (first.kind === 'folder') {
    const new_path = joined(folder, nameOf(first.id));
    const into = folder === first.id || folder.startsWith(`${first.id}/`);
    return into || new_path === first.id ? null : { kind: 'folder', path: first.id, new_path };
  }
  const moving = dragged.map(readKey).flatMap((one) => (one.kind === 'connection' ? [one.id] : []));
  if (moving.length === 0 || (there !== undefined && moving.includes(there.id))) return null;
  const rest = inOrder(connections)
    .filter((one) => one.folder === folder && !moving.includes(one.id))
    .map((one) => one.id);
  const at = there === undefined ? rest.length : rest.indexOf(there.id) + (where === 'before' ? 0 : 1);
  return { kind: 'order', folder, ids: rest.toSpliced(at, 0, ...moving) };
}
