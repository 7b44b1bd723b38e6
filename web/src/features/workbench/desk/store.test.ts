import { describe, expect, it } from 'vitest';

import { aSession, aTerminal } from './fixtures';
import { FRESH, opened, withPanes } from './layout';
import { split } from './panes';
import { DeskStore } from './store';

function aDesk() {
  const store = new DeskStore();
  store.set({ ready: true });
  store.tell(aSession());
  store.arrange((layout) => withPanes(layout, 's-1', { terminal: 't-1' }));
  return store;
}

const tabs = (store: DeskStore) => store.get().layout.tabs.map((tab) => tab.session);

describe('the store of the desk', () => {
  it('does not let an answer undo what was heard after it was asked for', () => {
    const store = aDesk();
    const { moment } = store;
    store.hear({ event: 'session', session: aSession({ state: 'connected' }) });
    store.answered(aSession({ state: 'asking' }), moment);
    expect(store.session('s-1')?.state).toBe('connected');
    store.know([aSession({ state: 'connecting' })], moment);
    expect(store.session('s-1')?.state).toBe('connected');
    store.answered(aSession({ state: 'lost' }), store.moment);
    expect(store.session('s-1')?.state).toBe('lost');
  });

  it('gives a session of another page a tab behind the others, but none to a trial', () => {
    const store = aDesk();
    store.hear({ event: 'session', session: aSession({ id: 's-2' }) });
    store.hear({ event: 'session', session: aSession({ id: 's-3', state: 'asking' }) });
    expect([tabs(store), store.get().layout.active]).toEqual([['s-1', 's-2'], 's-1']);
  });

  it('keeps the tab of a failed session, so that one can read why, and drops that of a closed one', () => {
    const store = aDesk();
    store.tell(aSession({ id: 's-2' }));
    store.tell(
      aSession({ id: 's-2', state: 'closed', failure: { code: 'workbench.auth_failed', detail: '' } }),
    );
    store.hear({ event: 'session_gone', id: 's-2' });
    store.hear({ event: 'session_gone', id: 's-1' });
    expect(tabs(store)).toEqual(['s-2']);
  });

  it('closes the pane of a terminal that was closed on another page, and not of one lost with its line', () => {
    const store = aDesk();
    const second = aTerminal({ id: 't-2' });
    store.hear({ event: 'terminal', terminal: second });
    store.arrange((layout) => withPanes(layout, 's-1', split({ terminal: 't-1' }, 't-1', 'row', 't-2')));
    store.tell(aSession({ state: 'lost', terminals: [] }));
    store.tell(aSession({ terminals: [aTerminal(), second] }));
    expect(store.get().layout.tabs[0]?.panes).toMatchObject({ axis: 'row' });
    store.tell(aSession({ terminals: [second] }));
    expect(store.get().layout.tabs[0]?.panes).toEqual({ terminal: 't-2' });
  });

  it('tells who listens of every change, and of nothing else', () => {
    const store = new DeskStore();
    let calls = 0;
    const stop = store.subscribe(() => (calls += 1));
    store.arrange(() => FRESH);
    expect(calls).toBe(0);
    store.arrange((layout) => opened(layout, 'x'));
    stop();
    store.arrange((layout) => opened(layout, 'y'));
    expect(calls).toBe(1);
  });
});
