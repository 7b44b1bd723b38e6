/** What the workbench's routes take and give, as the platform's own schema says it. */
import type { CopyOut } from './apiRooms';

export type * from './apiRooms';

export type Auth = 'password' | 'key' | 'ask' | 'agent';

export interface ConnectionOptions {
  encoding: 'utf-8' | 'gbk';
  keepalive_seconds: number;
  start_directory: string;
  start_command: string;
  /** Keep what runs on the machine alive by a terminal multiplexer there. */
  keep: boolean;
}

interface ConnectionFields {
  name: string;
  folder: string;
  host: string;
  port: number;
  username: string;
  auth: Auth;
  jump_id: string | null;
  tags: string[];
  note: string;
  options: ConnectionOptions;
}

/** A secret that is null stays as it is; one that is "" is removed. */
interface Secrets {
  password?: string | null;
  private_key?: string | null;
  passphrase?: string | null;
}

export type ConnectionIn = ConnectionFields & Secrets;
export type ConnectionChange = Partial<ConnectionIn>;

export interface ConnectionOut extends ConnectionFields {
  id: string;
  position: number;
  has_password: boolean;
  has_key: boolean;
  key_fingerprint: string | null;
  has_passphrase: boolean;
  created_at: string;
  updated_at: string;
  last_used_at: string | null;
}

export interface ConnectionList {
  folders: string[];
  connections: ConnectionOut[];
}

export interface BulkChange {
  ids: string[];
  folder?: string;
  add_tags?: string[];
  remove_tags?: string[];
  username?: string;
  port?: number;
  auth?: Auth;
  password?: string;
  jump_id?: string | null;
  delete?: boolean;
}

export type ImportFormat = 'auto' | 'openssh' | 'finalshell' | 'xshell' | 'mobaxterm' | 'securecrt' | 'zuka';

export interface ImportIn {
  files: { name: string; content_base64: string }[];
  format: ImportFormat;
  passphrase?: string;
}

export interface ImportRow {
  key: string;
  name: string;
  folder: string;
  host: string;
  port: number;
  username: string;
  auth: Auth;
  has_secret: boolean;
  note: string;
  jump: string | null;
  /** The connection that is there already, by its id. */
  duplicate_of: string | null;
  problem: string | null;
}

export interface ImportPreview {
  format: ImportFormat;
  rows: ImportRow[];
}

export interface HostKeyOut {
  id: string;
  host: string;
  port: number;
  algorithm: string;
  fingerprint: string;
  accepted_at: string;
}

export interface CommandOut {
  id: string;
  group: string;
  name: string;
  body: string;
  enter: boolean;
  position: number;
}
export type CommandIn = Omit<CommandOut, 'id' | 'position'>;

export interface HistoryOut {
  id: string;
  command: string;
  used: number;
  used_at: string;
}

export type SessionState = 'connecting' | 'asking' | 'connected' | 'lost' | 'closed';
export type TerminalState = 'open' | 'lost' | 'ended';

export interface Prompt {
  text: string;
  echo: boolean;
}

export interface Question {
  id: string;
  kind: 'host_key' | 'host_key_changed' | 'answers' | 'password' | 'passphrase';
  host: string;
  port: number;
  algorithm?: string | null;
  fingerprint?: string | null;
  old_fingerprint?: string | null;
  instructions?: string | null;
  prompts?: Prompt[] | null;
  username?: string;
  /** More than one: what was said before was wrong. */
  attempt?: number;
  can_remember?: boolean;
}

export interface AnswerIn {
  question_id: string;
  accept?: 'save' | 'once' | 'refuse' | 'replace';
  answers?: string[];
  remember?: boolean;
}

export interface SessionFailure {
  code: string;
  detail: string;
  facts?: Record<string, unknown>;
}

export interface TerminalOut {
  id: string;
  session_id: string;
  title: string;
  directory: string | null;
  columns: number;
  rows: number;
  state: TerminalState;
  exit_status: number | null;
  recording: boolean;
  attached: number;
  opened_at: string;
}

export interface SessionOut {
  id: string;
  title: string;
  /** "user@host:port" or "instance:<id>". */
  target: string;
  connection_id: string | null;
  instance_id: string | null;
  state: SessionState;
  question: Question | null;
  failure: SessionFailure | null;
  opened_at: string;
  connected_at: string | null;
  address: string | null;
  latency_ms: number | null;
  terminals: TerminalOut[];
  tunnels_count: number;
}

export interface SessionIn {
  connection_id?: string;
  instance_id?: string;
  draft?: ConnectionIn;
  /** Logs in, says how it went and closes. */
  trial?: boolean;
}

export interface TerminalIn {
  columns: number;
  rows: number;
  directory?: string | null;
}

export interface RecordingOut {
  id: string;
  title: string;
  target: string;
  started_at: string;
  seconds: number;
  size: number;
}

export interface TunnelOut {
  id: string;
  session_id: string;
  name: string;
  host: string;
  port: number;
  /** Where its page begins; empty where it does so by itself. */
  path: string;
  origin: string;
  opened_at: string;
  connections: number;
  bytes: number;
}

/** A port on which a program of the machine listens. */
export interface ListenerOut {
  host: string;
  port: number;
  /** Other machines reach it too. */
  everywhere: boolean;
  pid: number | null;
  name: string;
  command: string;
}

export interface ListenersOut {
  readable: boolean;
  listeners: ListenerOut[];
}

export interface About {
  /** "local": one person's own workbench without a platform behind it. */
  mode: 'local' | 'platform';
}

/** What the desk's socket says. */
export type DeskFrame =
  | { event: 'session'; session: SessionOut }
  | { event: 'session_gone'; id: string }
  | { event: 'terminal'; terminal: TerminalOut }
  | { event: 'copy'; copy: CopyOut }
  | { event: 'tunnel'; session_id: string }
  | { event: 'beat' };
