/** Opening a tunnel's page in a tab of its own, by a link that works once. */
import { App } from 'antd';
import { createElement, useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { openInTab } from '../../instances/openService';
import { linkTunnel } from './calls';

/** Opens it; a blocked tab becomes a link to press. `find` says which, and may make it first. */
export function useOpenTunnel(): (find: () => Promise<string>) => Promise<void> {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct();
  return useCallback(
    async (find) => {
      const link = async () => linkTunnel(await find());
      const blocked = await openInTab(() => act(link), t('workbench-tunnels.opening'));
      if (blocked === null) return;
      const shown = modal.info({
        title: t('workbench-tunnels.blocked'),
        content: createElement(
          'a',
          { href: blocked, target: '_blank', rel: 'noreferrer', onClick: () => shown.destroy() },
          t('workbench-tunnels.blocked_link'),
        ),
      });
    },
    [act, modal, t],
  );
}
