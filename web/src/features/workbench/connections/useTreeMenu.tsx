/** What the right button of the mouse offers in the tree, and what the keys do that mean the same. */
import { App, type MenuProps } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from '@tanstack/react-router';

import { useAct } from '../../../ui/act';
import type { ConnectionList, ConnectionOut } from '../api';
import { NEW, useDeskParts } from '../desk/useDesk';
import { BulkEdit } from './BulkEdit';
import { changeConnections, copyConnection, deleteConnection, dissolveFolder } from './calls';
import { FolderDialog, type FolderTask } from './FolderDialog';
import { nameOf, readKey, type TreeKey } from './tree';

interface TreeMenuOptions {
  list: ConnectionList;
  selected: TreeKey[];
  onOpen: (key: TreeKey) => void;
}

interface TreeMenu {
  of: (key: TreeKey | null) => MenuProps;
  edit: (key: TreeKey) => void;
  remove: (key: TreeKey) => void;
  dialogs: ReactNode;
}

export function useTreeMenu({ list, selected, onOpen }: TreeMenuOptions): TreeMenu {
  const { t } = useTranslation();
  const { editConnection } = useDeskParts();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const act = useAct();
  const { remove, dissolve } = useRemoving(list);
  const [folder, setFolder] = useState<FolderTask | null>(null);
  const [bulk, setBulk] = useState<string[] | null>(null);
  const say = (name: Name) => ({ key: name, label: t(`workbench-connections.act.${name}`) });
  const line = (key: string) => ({ key, type: 'divider' as const });
  const many = selected.map(readKey).flatMap((one) => (one.kind === 'connection' ? [one.id] : []));

  const edit = (key: TreeKey) => {
    const { kind, id } = readKey(key);
    if (kind === 'connection') editConnection(id);
    if (kind === 'folder') setFolder({ rename: id });
  };
  const drop = (key: TreeKey) => {
    const { kind, id } = readKey(key);
    if (kind === 'folder') dissolve(id);
    if (kind === 'connection') remove(many.includes(id) && many.length > 1 ? many : [id]);
  };
  const copy = (id: string) =>
    act(async () => {
      const { name } = await copyConnection(id);
      message.success(t('workbench-connections.copied', { name }));
    }).catch(() => undefined);

  function itemsOf(key: TreeKey | null): MenuProps['items'] {
    const { kind, id } = readKey(key ?? '');
    if (kind === 'instance') return [say('open'), say('details')];
    if (kind === 'connection' && many.length > 1 && many.includes(id))
      return [say('bulk'), line('l'), { ...say('delete'), danger: true }];
    if (kind === 'connection')
      return [
        say('open'),
        line('1'),
        say('edit'),
        say('copy'),
        line('2'),
        { ...say('delete'), danger: true },
      ];
    if (kind === 'folder')
      return [say('new_here'), say('new_folder'), line('1'), say('rename_folder'), say('delete_folder')];
    return [say('new_here'), say('new_folder')];
  }

  function run(name: Name, key: TreeKey | null): void {
    const { kind, id } = readKey(key ?? '');
    const inside = kind === 'folder' ? id : '';
    const acts: Partial<Record<Name, () => void>> = {
      open: () => key !== null && onOpen(key),
      details: () => void navigate({ to: '/instances/$instanceId', params: { instanceId: id } }),
      edit: () => edit(key ?? ''),
      rename_folder: () => edit(key ?? ''),
      copy: () => void copy(id),
      delete: () => drop(key ?? ''),
      delete_folder: () => drop(key ?? ''),
      bulk: () => setBulk(many),
      new_here: () => editConnection(inside === '' ? NEW : `${NEW}:${inside}`),
      new_folder: () => setFolder({ inside }),
    };
    acts[name]?.();
  }

  return {
    of: (key) => ({ items: itemsOf(key), onClick: ({ key: name }) => run(name as Name, key) }),
    edit,
    remove: drop,
    dialogs: (
      <>
        {folder !== null && <FolderDialog task={folder} onClose={() => setFolder(null)} />}
        {bulk !== null && <BulkEdit ids={bulk} onClose={() => setBulk(null)} />}
      </>
    ),
  };
}

type Name =
  | 'open'
  | 'edit'
  | 'copy'
  | 'delete'
  | 'details'
  | 'bulk'
  | 'new_here'
  | 'new_folder'
  | 'rename_folder'
  | 'delete_folder';

/** Deleting and dissolving, each after a question. */
export function useRemoving(list: ConnectionList) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct();
  const names = (ids: string[]): ConnectionOut[] => list.connections.filter((one) => ids.includes(one.id));

  const remove = (ids: string[]) => {
    const [only, ...others] = names(ids);
    if (only === undefined) return;
    modal.confirm({
      title:
        others.length === 0
          ? t('workbench-connections.delete_title', { name: only.name })
          : t('workbench-connections.delete_several', { count: ids.length }),
      content: t('workbench-connections.delete_lead'),
      okText: t('workbench-connections.delete_do'),
      okButtonProps: { danger: true },
      onOk: () =>
        act(() =>
          others.length === 0 ? deleteConnection(only.id) : changeConnections({ ids, delete: true }),
        ),
    });
  };

  const dissolve = (path: string) =>
    modal.confirm({
      title: t('workbench-connections.dissolve_title', { name: nameOf(path) }),
      content: t('workbench-connections.dissolve_lead'),
      okText: t('workbench-connections.act.delete_folder'),
      onOk: () => act(() => dissolveFolder(path)),
    });

  return { remove, dissolve };
}
