/** Closing a tab or a terminal, after a question where something would end with it. */
import { App } from 'antd';
import { createElement, useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { allPanes } from '../terminal/panes';
import { tabOf } from './layout';
import { terminalsOf } from './panes';
import { useDeskParts } from './useDesk';

/** Returns `close(session)`. It asks first while a terminal of the session may be running something. */
export function useClosing(): (sessionId: string) => Promise<void> {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { store, courier } = useDeskParts();
  const act = useAct();
  return useCallback(
    async (sessionId) => {
      const session = store.session(sessionId);
      if (session === undefined) return;
      const busy =
        session.state === 'connected' &&
        allPanes().some((pane) => pane.sessionId === sessionId && pane.running());
      const words = [t('workbench.close_lead'), t('workbench.close_keep')];
      const sure =
        !busy ||
        (await modal.confirm({
          title: t('workbench.close_title', { name: session.title }),
          content: words.map((word) => createElement('p', { key: word }, word)),
          okText: t('workbench.close_do'),
          focusable: { autoFocusButton: 'ok' },
        }));
      if (sure) await act(() => courier.close(sessionId)).catch(() => undefined);
    },
    [act, courier, modal, store, t],
  );
}

/** Returns `close(session, terminal)`; closing the last terminal of a tab closes the tab. */
export function useClosingTerminal(): (sessionId: string, terminalId: string) => Promise<void> {
  const { store, courier } = useDeskParts();
  const closeSession = useClosing();
  const act = useAct();
  return useCallback(
    async (sessionId, terminalId) => {
      const shown = terminalsOf(tabOf(store.get().layout, sessionId)?.panes ?? null);
      if (shown.length < 2) await closeSession(sessionId);
      else await act(() => courier.closeTerminal(sessionId, terminalId)).catch(() => undefined);
    },
    [act, closeSession, courier, store],
  );
}
