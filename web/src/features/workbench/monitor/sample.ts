/** A machine at a moment, as the platform tells it. Sizes are bytes, rates bytes a second; null is what nobody knows. */

export interface GpuProcess {
  pid: number;
  memory: number | null;
  command: string;
}

export interface Gpu {
  index: number;
  name: string;
  utilization: number | null;
  memory_used: number | null;
  memory_total: number | null;
  temperature: number | null;
  power: number | null;
  power_limit: number | null;
  fan: number | null;
  processes: GpuProcess[];
}

export interface Process {
  pid: number;
  /** Names the process together with its number, since numbers are used again. */
  started: number;
  user: string;
  /** Of one core. */
  cpu_percent: number;
  memory_bytes: number;
  command: string;
  name: string;
  state: string;
}

export interface Interface {
  name: string;
  rx_rate: number;
  tx_rate: number;
  rx_total: number;
  tx_total: number;
}

export interface Memory {
  total: number;
  used: number;
  available: number;
  cached: number;
  swap_total: number;
  swap_used: number;
  /** A container's own. */
  limit: number | null;
}

export interface Cpu {
  percent: number;
  /** Empty where they are the host's and not ours. */
  cores: number[];
  count: number;
  limit_cores: number | null;
}

export interface Disk {
  mount: string;
  device: string;
  total: number;
  /** Null where nobody has measured it yet. */
  used: number | null;
  /** The host's pool, of which a container has an unknown part. */
  shared: boolean;
}

export interface Sample {
  at: string;
  hostname: string;
  os: string;
  kernel: string;
  uptime_seconds: number | null;
  in_container: boolean;
  load: number[];
  cpu: Cpu | null;
  memory: Memory | null;
  /** The first one leads out. */
  network: Interface[];
  disks: Disk[];
  disk_io: { read_rate: number; write_rate: number } | null;
  processes: Process[];
  processes_total: number;
  /** The machine shows this user its own processes only. */
  processes_hidden: boolean;
  gpus: Gpu[];
  /** `simulated`: they are named, and have nothing to read. */
  gpu_state: 'none' | 'ok' | 'unreadable' | 'simulated';
  latency_ms: number | null;
  /** What looking costs the machine, of one core. */
  cost_percent: number | null;
}

export type Frame =
  { event: 'sample'; sample: Sample } | { event: 'unavailable'; reason: string } | { event: 'beat' };
