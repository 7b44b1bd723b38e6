/** What the form of a connection holds, and what is sent of it. Pure. */
import type { Auth, ConnectionIn, ConnectionOptions, ConnectionOut } from '../api';

export interface Draft {
  name: string;
  host: string;
  port: number;
  username: string;
  auth: Auth;
  password?: string;
  private_key?: string;
  passphrase?: string;
  /** Saved secrets that are to be deleted. */
  forget: SecretName[];
  jump_id: string | null;
  folder: string;
  tags: string[];
  note: string;
  options: ConnectionOptions;
}

export type SecretName = 'password' | 'private_key' | 'passphrase';

export const USUAL_OPTIONS: ConnectionOptions = {
  encoding: 'utf-8',
  keepalive_seconds: 20,
  start_directory: '',
  start_command: '',
  keep: false,
};

export function draftOf(saved: ConnectionOut | undefined, folder: string): Draft {
  if (saved === undefined)
    return {
      name: '',
      host: '',
      port: 22,
      username: 'root',
      auth: 'password',
      forget: [],
      jump_id: null,
      folder,
      tags: [],
      note: '',
      options: USUAL_OPTIONS,
    };
  const { name, host, port, username, auth, jump_id, tags, note, options } = saved;
  return {
    name,
    host,
    port,
    username,
    auth,
    forget: [],
    jump_id,
    folder: saved.folder,
    tags,
    note,
    options: { ...USUAL_OPTIONS, ...options },
  };
}

/** What is written is sent, what is to be deleted goes as "", and what was left alone as null. */
function secretOf(draft: Draft, name: SecretName): string | null {
  const typed = draft[name] ?? '';
  if (typed !== '') return name === 'private_key' ? `${typed.trim()}\n` : typed;
  return draft.forget.includes(name) ? '' : null;
}

export function bodyOf(draft: Draft): ConnectionIn {
  const { name, host, port, username, auth, jump_id, folder, tags, note, options } = draft;
  return {
    name: name.trim(),
    host: host.trim(),
    port,
    username: username.trim(),
    auth,
    jump_id: jump_id ?? null,
    folder: folder.trim(),
    tags,
    note,
    options: { ...USUAL_OPTIONS, ...options },
    password: secretOf(draft, 'password'),
    private_key: secretOf(draft, 'private_key'),
    passphrase: secretOf(draft, 'passphrase'),
  };
}
