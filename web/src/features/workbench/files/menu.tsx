/** The menu of the chosen rows, and of the folder where none is chosen. */
import type { MenuProps } from 'antd';
import type { TFunction } from 'i18next';

import type { EntryOut } from '../api';
import type { Archive } from './filesApi';
import { isImage } from './kinds';
import { isFolder } from './sorting';
import type { DialogState } from './dialogs/Dialogs';

export interface MenuActs {
  open: (entry: EntryOut) => void;
  edit: (entry: EntryOut, how?: 'text' | 'tail') => void;
  ask: (dialog: DialogState) => void;
  download: (entries: EntryOut[], format?: Archive) => void;
  copy: (entries: EntryOut[]) => void;
  cut: (entries: EntryOut[]) => void;
  paste: () => void;
  copyPath: (entries: EntryOut[]) => void;
  selectAll: () => void;
  /** On a small screen: choose several by touch, beginning with these. */
  pick?: (entries: EntryOut[]) => void;
  refresh: () => void;
}

type Items = NonNullable<MenuProps['items']>;
type Item = {
  key: string;
  label: string;
  onClick: () => void;
  danger?: boolean;
  disabled?: boolean;
  extra?: string;
};

const LINE = { type: 'divider' as const };

export function folderMenu(t: TFunction, acts: MenuActs, canPaste: boolean): Items {
  return [
    { key: 'folder', label: t('workbench-files.new_folder'), onClick: () => acts.ask({ kind: 'folder' }) },
    { key: 'file', label: t('workbench-files.new_file'), onClick: () => acts.ask({ kind: 'file' }) },
    LINE,
    { key: 'paste', label: t('workbench-files.paste'), disabled: !canPaste, onClick: acts.paste },
    { key: 'path', label: t('workbench-files.copy_path'), onClick: () => acts.copyPath([]) },
    LINE,
    { key: 'all', label: t('workbench-files.select_all'), extra: 'Ctrl+A', onClick: acts.selectAll },
    { key: 'refresh', label: t('workbench-files.refresh'), extra: 'F5', onClick: acts.refresh },
  ];
}

function opening(t: TFunction, acts: MenuActs, entry: EntryOut): Item[] {
  if (isFolder(entry))
    return [
      { key: 'open', label: t('workbench-files.open'), extra: 'Enter', onClick: () => acts.open(entry) },
    ];
  const edit = { key: 'edit', label: t('workbench-files.edit'), onClick: () => acts.edit(entry) };
  const watch = { key: 'tail', label: t('workbench-files.watch'), onClick: () => acts.edit(entry, 'tail') };
  if (!isImage(entry.name)) return [{ ...edit, extra: 'Enter' }, watch];
  return [
    { key: 'preview', label: t('workbench-files.preview'), extra: 'Enter', onClick: () => acts.open(entry) },
    edit,
  ];
}

export function entriesMenu(t: TFunction, acts: MenuActs, entries: EntryOut[], canPaste: boolean): Items {
  const [first] = entries;
  if (first === undefined) return folderMenu(t, acts, canPaste);
  const alone = entries.length === 1;
  const packed = !alone || isFolder(first);
  const { pick } = acts;
  const items: (Item | typeof LINE | false)[] = [
    ...(alone ? [...opening(t, acts, first), LINE] : []),
    {
      key: 'download',
      label: packed ? t('workbench-files.download_zip') : t('workbench-files.download'),
      onClick: () => acts.download(entries),
    },
    packed && {
      key: 'tar',
      label: t('workbench-files.download_tar'),
      onClick: () => acts.download(entries, 'tar'),
    },
    LINE,
    pick !== undefined && { key: 'pick', label: t('workbench-files.pick'), onClick: () => pick(entries) },
    { key: 'copy', label: t('workbench-files.copy'), extra: 'Ctrl+C', onClick: () => acts.copy(entries) },
    { key: 'cut', label: t('workbench-files.cut'), extra: 'Ctrl+X', onClick: () => acts.cut(entries) },
    {
      key: 'paste',
      label: t('workbench-files.paste'),
      extra: 'Ctrl+V',
      disabled: !canPaste,
      onClick: acts.paste,
    },
    { key: 'path', label: t('workbench-files.copy_path'), onClick: () => acts.copyPath(entries) },
    LINE,
    alone && {
      key: 'rename',
      label: t('workbench-files.rename'),
      extra: 'F2',
      onClick: () => acts.ask({ kind: 'rename', entry: first }),
    },
    {
      key: 'chmod',
      label: t('workbench-files.permissions'),
      onClick: () => acts.ask({ kind: 'chmod', entries }),
    },
    alone &&
      !isFolder(first) && {
        key: 'sum',
        label: t('workbench-files.checksum'),
        onClick: () => acts.ask({ kind: 'sum', entry: first }),
      },
    alone && {
      key: 'facts',
      label: t('workbench-files.properties'),
      onClick: () => acts.ask({ kind: 'facts', entry: first }),
    },
    LINE,
    {
      key: 'delete',
      label: t('workbench-files.delete'),
      danger: true,
      extra: 'Delete',
      onClick: () => acts.ask({ kind: 'remove', entries }),
    },
  ];
  return items.filter((item) => item !== false);
}
