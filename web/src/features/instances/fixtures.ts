/** An instance for tests: running on one simulated card, until a test says otherwise. */
import type { OperationOut } from '../../api';
import type { Instance } from './model';

export function anInstance(change: Partial<Instance> = {}): Instance {
  return {
    id: 'i-7f3k9q2m4x',
    name: 'train-llama-1',
    user_id: 'u-1',
    region: 'local',
    host_id: 'host-1',
    host_name: 'host-01',
    state: 'running',
    mode: 'cards',
    model: 'RTX 3090',
    count: 2,
    simulated: false,
    image: { id: 'img-1', title: 'PyTorch 2.3.0' },
    price_per_hour: '3.16',
    system_disk_gb: 30,
    data_disk_gb: 50,
    ssh: {
      host: 'connect.example.com',
      port: 24503,
      user: 'root',
      command: 'ssh -p 24503 root@connect.example.com',
      host_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 i-7f3k9q2m4x',
      host_key_fingerprint: 'SHA256:abc',
    },
    cards: [],
    created_at: '2026-11-24T10:00:00Z',
    started_at: '2026-11-24T10:00:05Z',
    stopped_at: null,
    stop_reason: '',
    release_at: null,
    failure: '',
    operation: null,
    allowed: ['rename', 'reset_password', 'restart', 'stop'],
    run: null,
    disk_usage: null,
    stock: { idle: 6, total: 8 },
    ...change,
  };
}

export function anOperation(change: Partial<OperationOut> = {}): OperationOut {
  return {
    id: 'op-1',
    instance_id: 'i-7f3k9q2m4x',
    kind: 'start',
    state: 'running',
    step: 'answer',
    steps: [
      { name: 'boot', state: 'done', seconds: 1 },
      { name: 'identity', state: 'done', seconds: 0.2 },
      { name: 'answer', state: 'running', seconds: null },
    ],
    percent: 75,
    attempts: 0,
    reason: 'renter',
    error: null,
    created_at: '2026-11-24T10:00:00Z',
    finished_at: null,
    ...change,
  };
}
