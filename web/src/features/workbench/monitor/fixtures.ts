/** A machine for tests: two cores, one card at work, a few processes. */
import type { Gpu, Process, Sample } from './sample';

export const GIB = 1024 ** 3;

export function aProcess(change: Partial<Process> = {}): Process {
  return {
    pid: 40,
    started: 900,
    user: 'root',
    cpu_percent: 97,
    memory_bytes: 2 * GIB,
    command: '/usr/bin/python3 train.py --name run-1',
    name: 'python3',
    state: 'R',
    ...change,
  };
}

export function aCard(change: Partial<Gpu> = {}): Gpu {
  return {
    index: 0,
    name: 'NVIDIA GeForce RTX 3090',
    utilization: 96,
    memory_used: 22 * GIB,
    memory_total: 24 * GIB,
    temperature: 61,
    power: 310,
    power_limit: 350,
    fan: 62,
    processes: [{ pid: 40, memory: 21 * GIB, command: 'python3' }],
    ...change,
  };
}

export function aSample(change: Partial<Sample> = {}): Sample {
  return {
    at: '2026-11-25T10:00:00Z',
    hostname: 'train-1',
    os: 'Debian GNU/Linux 12',
    kernel: '6.1.0',
    uptime_seconds: 4320,
    in_container: false,
    load: [0.5, 0.25, 0.1],
    cpu: { percent: 41, cores: [80, 2], count: 2, limit_cores: null },
    memory: {
      total: 64 * GIB,
      used: 16 * GIB,
      available: 48 * GIB,
      cached: 8 * GIB,
      swap_total: 0,
      swap_used: 0,
      limit: null,
    },
    network: [
      { name: 'eth0', rx_rate: 2048, tx_rate: 1024, rx_total: 10, tx_total: 20 },
      { name: 'docker0', rx_rate: 0, tx_rate: 0, rx_total: 0, tx_total: 0 },
    ],
    disks: [{ mount: '/', device: '/dev/sda1', total: 100 * GIB, used: 60 * GIB, shared: false }],
    disk_io: { read_rate: 0, write_rate: 4096 },
    processes: [
      aProcess(),
      aProcess({ pid: 1, started: 2, name: 'systemd', command: '/sbin/init', cpu_percent: 0 }),
    ],
    processes_total: 120,
    processes_hidden: false,
    gpus: [aCard()],
    gpu_state: 'ok',
    latency_ms: 3.4,
    cost_percent: 0.21,
    ...change,
  };
}
