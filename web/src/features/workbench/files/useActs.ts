/** What can be done with files from the panel; each act says in words how it went. */
import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { queryClient } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { toClipboard } from '../../../ui/Copy';
import type { EntryOut } from '../api';
import { getHeld, hold, type Held } from './clipboard';
import { files, folderKey, foldersOf, type Archive } from './filesApi';
import { join } from './paths';
import { upload } from './transfers/batch';
import type { Found } from './transfers/scan';
import { copyBetween } from './transfers/copies';
import { download } from './transfers/start';

export function useActs(sessionId: string, folder: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAct();
  return useMemo(() => {
    const id = sessionId;
    const again = () => queryClient.invalidateQueries({ queryKey: folderKey(id, folder) });
    const paths = (entries: EntryOut[]) => entries.map(({ name }) => join(folder, name));
    const holding = (entries: EntryOut[], cut: boolean) => {
      hold({ sessionId: id, folder, names: entries.map(({ name }) => name), cut });
      message.success(
        cut
          ? t('workbench-files.cut_done', { count: entries.length })
          : t('workbench-files.copied', { count: entries.length }),
      );
    };

    async function move(held: Held): Promise<void> {
      await act(
        async () => {
          for (const name of held.names) await files.rename(id, join(held.folder, name), join(folder, name));
        },
        t('workbench-files.moved', { count: held.names.length }),
      ).finally(() => queryClient.invalidateQueries({ queryKey: foldersOf(id) }));
      hold(null);
    }

    async function paste(held: Held | null = getHeld()): Promise<void> {
      if (held === null) return;
      const same = held.sessionId === id;
      if (same && held.folder === folder) {
        message.info(t('workbench-files.paste_same'));
        return;
      }
      if (same && held.cut) return move(held);
      if (held.cut) message.info(t('workbench-files.cut_between'));
      const from = held.names.map((name) => join(held.folder, name));
      copyBetween({ from: held.sessionId, paths: from, to: id, folder });
    }

    return {
      again,
      paste,
      copy: (entries: EntryOut[]) => holding(entries, false),
      cut: (entries: EntryOut[]) => holding(entries, true),
      copyPath: async (entries: EntryOut[]) => {
        const text = entries.length === 0 ? folder : paths(entries).join('\n');
        await toClipboard(text);
        message.success(t('workbench-files.path_copied'));
      },
      download: (entries: EntryOut[], format?: Archive) =>
        act(async () => {
          const way = await download(id, folder, entries, format);
          if (way === 'browser' || way === 'archive') message.info(t('workbench-files.browser_download'));
        }),
      upload: (found: AsyncIterable<Found>, verify: boolean) =>
        upload({ sessionId: id, folder, verify }, found).catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          message.error(t('workbench-files.read_failed', { why }));
        }),
      makeFolder: (name: string) => act(() => files.makeFolder(id, join(folder, name))).then(again),
      makeFile: (name: string) => act(() => files.makeFile(id, join(folder, name))).then(again),
      rename: (name: string, to: string) =>
        act(() => files.rename(id, join(folder, name), join(folder, to))).then(again),
      chmod: (entries: EntryOut[], mode: number, recursive: boolean) =>
        act(() => files.chmod(id, paths(entries), mode, recursive), t('workbench-files.chmod.done')).then(
          again,
        ),
      remove: (entries: EntryOut[]) =>
        act(() => files.remove(id, paths(entries)), t('workbench-files.remove.done')).finally(again),
    };
  }, [sessionId, folder, act, message, t]);
}

export type Acts = ReturnType<typeof useActs>;
