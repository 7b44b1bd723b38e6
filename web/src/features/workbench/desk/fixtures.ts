/** A session for tests: connected and with one terminal, until a test says otherwise. */
import type { SessionOut, TerminalOut } from '../api';

export function aTerminal(change: Partial<TerminalOut> = {}): TerminalOut {
  return {
    id: 't-1',
    session_id: 's-1',
    title: 'bash',
    directory: '/root',
    columns: 80,
    rows: 24,
    state: 'open',
    exit_status: null,
    recording: false,
    attached: 1,
    opened_at: '2026-11-24T10:00:00Z',
    ...change,
  };
}

export function aSession(change: Partial<SessionOut> = {}): SessionOut {
  return {
    id: 's-1',
    title: 'lab-01',
    target: 'root@10.0.0.5:22',
    connection_id: 'c-1',
    instance_id: null,
    state: 'connected',
    question: null,
    failure: null,
    opened_at: '2026-11-24T10:00:00Z',
    connected_at: '2026-11-24T10:00:01Z',
    address: '10.0.0.5',
    latency_ms: 12,
    terminals: [aTerminal()],
    tunnels_count: 0,
    ...change,
  };
}
