import { describe, expect, it } from 'vitest';

import type { ListenerOut, TunnelOut } from '../api';
import { notOpen, programOf } from './programs';

const aListener = (port: number, change: Partial<ListenerOut> = {}): ListenerOut => ({
  host: 'localhost',
  port,
  everywhere: false,
  pid: 40,
  name: 'python3',
  command: 'python3 app.py',
  ...change,
});

describe('programOf', () => {
  it.each([
    [aListener(8890, { command: '/opt/conda/bin/python /opt/conda/bin/jupyter-lab' }), 'Jupyter', true],
    [aListener(6007, { name: 'tensorboard', command: '' }), 'TensorBoard', true],
    [aListener(8000, { command: 'python -m vllm.entrypoints.openai.api_server' }), 'vLLM', true],
    [aListener(7860), 'Gradio', true],
    [aListener(6006, { command: 'python3 -m http.server 6006' }), 'http.server', true],
    [aListener(22, { name: 'sshd', command: '' }), 'SSH', false],
    [aListener(2222, { name: 'sshd', command: '' }), 'sshd', false],
    [aListener(5432, { pid: null, name: '', command: '' }), 'PostgreSQL', false],
    [aListener(9_999), 'python3', true],
    [aListener(9_999, { pid: null, name: '', command: '' }), '', true],
  ])('knows %o', (listener, name, web) => {
    expect(programOf(listener)).toEqual({ name, web });
  });
});

describe('notOpen', () => {
  it('shows pages first, and nothing that is open already under either name of the machine', () => {
    const open = [{ host: '127.0.0.1', port: 6006 } as TunnelOut];
    const listeners = [aListener(22, { name: 'sshd' }), aListener(6006), aListener(7860), aListener(5000)];
    expect(notOpen(listeners, open).map(({ port }) => port)).toEqual([5000, 7860, 22]);
  });
});
