import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { queryClient } from '../../../app/queries';
import { chooseLanguage, startLanguage } from '../../../ui/language';
import { Look } from '../../../ui/Look';
import type { ListenersOut, TunnelOut } from '../api';
import { aSession } from '../desk/fixtures';
import { TunnelsPanel } from './TunnelsPanel';

const session = aSession({ state: 'connected' });
const UNREADABLE: ListenersOut = { readable: false, listeners: [] };
let open: TunnelOut[] = [];
let listening = UNREADABLE;
const asked: string[] = [];
const sent: unknown[] = [];

function aTunnel(change: Partial<TunnelOut> = {}): TunnelOut {
  return {
    id: 'tun-1',
    session_id: session.id,
    name: '',
    host: 'localhost',
    port: 6006,
    path: '',
    origin: 'http://6006-tun-1.localhost:8081',
    opened_at: '2026-01-01T00:00:00Z',
    connections: 0,
    bytes: 0,
    ...change,
  };
}

/** A platform with one session: it opens, links and closes. */
async function platform(input: URL | string, init: RequestInit = {}): Promise<Response> {
  const path = String(input).replace('/api/v1/workbench', '');
  const method = init.method ?? 'GET';
  asked.push(`${method} ${path}`);
  if (method === 'DELETE') {
    open = [];
    return Promise.resolve(new Response(null, { status: 204 }));
  }
  if (path.endsWith('/listeners')) return Promise.resolve(Response.json(listening));
  if (method === 'GET') return Promise.resolve(Response.json(open));
  if (path.endsWith('/open'))
    return Promise.resolve(Response.json({ url: `${open[0]?.origin ?? ''}/.zuka/enter?ticket=t` }));
  sent.push(JSON.parse(init.body as string));
  open = [aTunnel()];
  return Promise.resolve(Response.json(open[0], { status: 201 }));
}

function tab() {
  return { location: { href: '' }, opener: {} as unknown, document: { title: '' }, close: vi.fn() };
}

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('en');
});

beforeEach(() => {
  vi.stubGlobal('fetch', platform);
  open = [];
  listening = UNREADABLE;
  asked.length = 0;
  sent.length = 0;
});

afterEach(() => {
  cleanup();
  queryClient.clear();
  vi.unstubAllGlobals();
});

function show(shown = session): void {
  render(
    <Look>
      <QueryClientProvider client={queryClient}>
        <TunnelsPanel session={shown} />
      </QueryClientProvider>
    </Look>,
  );
}

describe('the ports of a session', () => {
  it('opens what is pasted, in a tab that has no hold on this page', async () => {
    const fresh = tab();
    vi.stubGlobal('open', () => fresh);
    show();
    await screen.findByText('No port is open');
    const button = screen.getByRole('button', { name: 'Open port' });
    expect(button).toHaveProperty('disabled', true);
    const field = screen.getByLabelText('Port');
    fireEvent.change(field, { target: { value: 'http://127.0.0.1:6006/#scalars' } });
    fireEvent.click(button);
    await screen.findByText('http://6006-tun-1.localhost:8081');
    expect(sent).toEqual([{ host: '127.0.0.1', port: 6006, path: '/#scalars', name: '' }]);
    await waitFor(() =>
      expect(fresh.location.href).toBe('http://6006-tun-1.localhost:8081/.zuka/enter?ticket=t'),
    );
    expect(fresh.opener).toBeNull();
    expect(field).toHaveProperty('value', '');
  });

  it('offers the usual ports until they are open', async () => {
    vi.stubGlobal('open', tab);
    show();
    fireEvent.click(await screen.findByRole('button', { name: /6006/ }));
    await screen.findByText('http://6006-tun-1.localhost:8081');
    expect(sent).toEqual([{ host: 'localhost', port: 6006, path: '', name: 'TensorBoard' }]);
    expect(screen.queryByRole('button', { name: '6006 TensorBoard' })).toBeNull();
  });

  it('opens what listens on the machine by one click, and offers no guesses beside it', async () => {
    listening = {
      readable: true,
      listeners: [
        { host: 'localhost', port: 22, everywhere: true, pid: 7, name: 'sshd', command: 'sshd' },
        {
          host: 'localhost',
          port: 8890,
          everywhere: false,
          pid: 40,
          name: 'python',
          command: '/opt/conda/bin/python /opt/conda/bin/jupyter-lab --port=8890',
        },
      ],
    };
    vi.stubGlobal('open', tab);
    show();
    const listed = await screen.findByRole('region', { name: 'Listening on this machine' });
    const rows = [...listed.querySelectorAll('li')].map((row) => row.textContent);
    expect(rows[0]).toContain('8890Jupyter');
    expect(rows[1]).toContain('no web page');
    expect(screen.queryByRole('group', { name: 'Usual ports' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Open 8890 in a new tab' }));
    await waitFor(() => expect(sent).toEqual([{ host: 'localhost', port: 8890, path: '', name: 'Jupyter' }]));
  });

  it('says of an open port that nothing listens there', async () => {
    open = [aTunnel()];
    listening = { readable: true, listeners: [] };
    show();
    expect(await screen.findByText('nothing listens')).toBeTruthy();
  });

  it('stops one only when it is confirmed', async () => {
    open = [aTunnel({ name: 'board', connections: 2, bytes: 2_048 })];
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Stop port 6006' }));
    await screen.findByText('Stop port 6006?');
    expect(asked).not.toContain('DELETE /tunnels/tun-1');
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await screen.findByText('No port is open');
    expect(asked).toContain('DELETE /tunnels/tun-1');
  });

  it('asks nothing of a session that is not connected', () => {
    show(aSession({ state: 'lost' }));
    expect(screen.getByText('The session is not connected')).toBeTruthy();
    expect(asked).toEqual([]);
  });
});
