/** Hosts and cards for tests. */
import type { CardView, HostView } from '../../../api';

export function card(change: Partial<CardView> = {}): CardView {
  return {
    id: 'card-1',
    uuid: 'GPU-1',
    pci_address: '0000:21:00.0',
    model: 'RTX 3090',
    memory_gb: 24,
    driver_version: '550.163.01',
    cuda_version: '12.4',
    fault: null,
    cordoned: false,
    simulated: false,
    missing_since: null,
    instance_id: null,
    ...change,
  };
}

export function host(change: Partial<HostView> = {}): HostView {
  return {
    id: 'host-1',
    region: 'local',
    name: 'gpu-01',
    state: 'open',
    reachable: true,
    last_seen_at: '2026-11-24T12:00:00Z',
    fault: null,
    address: '192.0.2.1',
    cpu_model: 'EPYC',
    cpu_threads: 64,
    memory_gb: 512,
    pool: { driver: 'btrfs', total_gb: 1000, free_gb: 400 },
    rentable_until: null,
    tags: [],
    cards: [card()],
    ...change,
  };
}
