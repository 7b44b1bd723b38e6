/** A saved connection for tests, until a test says otherwise. */
import type { ConnectionOut } from '../api';

export function aConnection(change: Partial<ConnectionOut> = {}): ConnectionOut {
  return {
    id: 'c-1',
    name: 'lab-01',
    folder: '',
    position: 0,
    host: '10.0.0.5',
    port: 22,
    username: 'root',
    auth: 'password',
    has_password: true,
    has_key: false,
    key_fingerprint: '',
    has_passphrase: false,
    jump_id: null,
    tags: [],
    note: '',
    options: {
      encoding: 'utf-8',
      keepalive_seconds: 20,
      start_directory: '',
      start_command: '',
      keep: false,
    },
    created_at: '2026-11-24T10:00:00Z',
    updated_at: '2026-11-24T10:00:00Z',
    last_used_at: null,
    ...change,
  };
}
