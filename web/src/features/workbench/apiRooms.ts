/** What the routes of the files and of the monitor give; api.ts gives these out with its own. */

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

export interface GpuSample {
  index: number;
  name: string;
  utilization: number | null;
  memory_used: number | null;
  memory_total: number | null;
  temperature: number | null;
  power: number | null;
  power_limit: number | null;
  fan: number | null;
  processes: { pid: number; memory: number | null; command: string }[];
}

export interface ProcessSample {
  pid: number;
  user: string;
  cpu_percent: number;
  memory_bytes: number;
  command: string;
  state: string;
}

/** Sizes in bytes, rates in bytes per second. */
export interface MonitorSample {
  at: string;
  hostname: string;
  os: string;
  kernel: string;
  uptime_seconds: number;
  in_container: boolean;
  load: number[];
  cpu: { percent: number; cores: number[]; count: number; limit_cores: number | null };
  memory: {
    total: number;
    used: number;
    available: number;
    cached: number;
    swap_total: number;
    swap_used: number;
    limit: number | null;
  };
  network: { name: string; rx_rate: number; tx_rate: number; rx_total: number; tx_total: number }[];
  disks: { mount: string; device: string; total: number; used: number }[];
  disk_io: { read_rate: number; write_rate: number };
  processes: ProcessSample[];
  gpus: GpuSample[];
  gpu_state: 'none' | 'ok' | 'unreadable';
  latency_ms: number | null;
  processes_total: number;
}
