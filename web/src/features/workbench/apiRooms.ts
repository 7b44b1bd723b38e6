/** What the routes of the files give; api.ts gives these out with its own. */

export type EntryKind = 'file' | 'folder' | 'link' | 'other';

export interface EntryOut {
  name: string;
  kind: EntryKind;
  size: number;
  modified: number;
  mode: number;
  owner: string;
  group: string;
  target: string | null;
  target_kind: EntryKind | null;
}

export interface FolderOut {
  path: string;
  parent: string | null;
  entries: EntryOut[];
  truncated: boolean;
  free_bytes: number | null;
}

export interface TextOut {
  text: string;
  encoding: string;
  size: number;
  version: string;
  truncated: boolean;
  binary: boolean;
  line_ending: string;
}

export interface CopyOut {
  id: string;
  from_session: string;
  to_session: string;
  paths: string[];
  to_path: string;
  state: string;
  bytes_done: number;
  bytes_total: number;
  files_done: number;
  files_total: number;
  speed: number;
  failure: string | null;
}
