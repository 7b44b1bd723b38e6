/** Opening JupyterLab or another web service of an instance in a tab of its own. */
import { App } from 'antd';
import { createElement, useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { openService } from '../../api';
import { useAct } from '../../ui/act';
import { JUPYTER_PORT } from './names';

interface Tab {
  location: { href: string };
  opener: unknown;
  document: { title: string };
  close: () => void;
}

/**
 * Opens the tab at once, while the click still counts as one, and sends it to `find()` when that is known: a browser
 * would block a tab that comes later. Gives the address when no tab could be opened, else null.
 */
export async function openInTab(
  find: () => Promise<string>,
  title: string,
  open: () => Tab | null = () => globalThis.open('about:blank', '_blank'),
): Promise<string | null> {
  const tab = open();
  if (tab !== null) tab.document.title = title;
  try {
    const address = await find();
    if (tab === null) return address;
    // The service is somebody's own program; it gets no hold on this page.
    tab.opener = null;
    tab.location.href = address;
    return null;
  } catch (error) {
    tab?.close();
    throw error;
  }
}

/** Opens a port of an instance, JupyterLab when none is named; a blocked tab becomes a link to press. */
export function useOpenService(): (instanceId: string, port?: number) => Promise<void> {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct();
  return useCallback(
    async (instanceId, port = JUPYTER_PORT) => {
      const find = async () => {
        const path = { instance_id: instanceId };
        const { url } = await act(() => openService({ path, body: { port }, throwOnError: true }));
        return url;
      };
      const blocked = await openInTab(find, t('instances.opening'));
      if (blocked === null) return;
      const shown = modal.info({
        title: t('instances.blocked_title'),
        content: createElement(
          'a',
          { href: blocked, target: '_blank', rel: 'noreferrer', onClick: () => shown.destroy() },
          t('instances.blocked_link'),
        ),
      });
    },
    [act, modal, t],
  );
}
