import { Menu, type MenuProps, type MenuRef } from 'antd';
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { setRecording } from '../recordings/calls';
import { toggleBroadcast } from './broadcasting';
import type { TerminalController } from './controller';
import styles from './TerminalPane.module.css';
import { allPanes, broadcastingOf } from './panes';

type Item =
  | 'copy'
  | 'paste'
  | 'select_all'
  | 'search'
  | 'clear'
  | 'split_right'
  | 'split_down'
  | 'broadcast'
  | 'record'
  | 'recordings'
  | 'settings';

export interface Place {
  x: number;
  y: number;
}

/** What it takes at most: it opens where the mouse is, and moves aside at the edges. */
const WIDTH = 272;
const HEIGHT = 500;

interface TerminalMenuProps {
  place: Place;
  controller: TerminalController;
  terminalId: string;
  recording: boolean;
  onSplit?: (axis: 'row' | 'column') => void;
  onOpen: (what: 'search' | 'settings' | 'record' | 'recordings') => void;
  onClose: () => void;
}

/** What the right mouse button offers in a terminal. */
export function TerminalMenu(props: TerminalMenuProps) {
  const { place, controller, terminalId, recording, onSplit, onOpen, onClose } = props;
  const { t } = useTranslation();
  const act = useAct();
  const { term } = controller.screen;
  const broadcasting = broadcastingOf(terminalId) !== 'off';

  const doing: Record<Item, () => unknown> = {
    copy: () => controller.copy(),
    paste: () => controller.pasteFromClipboard(),
    select_all: () => term.selectAll(),
    search: () => onOpen('search'),
    clear: () => term.clear(),
    split_right: () => onSplit?.('row'),
    split_down: () => onSplit?.('column'),
    broadcast: () => toggleBroadcast(terminalId),
    record: () =>
      recording
        ? act(() => setRecording(terminalId, false), t('workbench-terminal.record.kept'))
        : onOpen('record'),
    recordings: () => onOpen('recordings'),
    settings: () => onOpen('settings'),
  };

  const item = (key: Item, keys = '', disabled = false) => ({
    key,
    disabled,
    label: t(`workbench-terminal.menu.${key}`),
    extra: keys,
  });
  const items: MenuProps['items'] = [
    item('copy', 'Ctrl+Shift+C', !term.hasSelection()),
    item('paste', 'Ctrl+Shift+V'),
    item('select_all', 'Ctrl+Shift+A'),
    { type: 'divider' },
    item('search', 'Ctrl+Shift+F'),
    item('clear'),
    { type: 'divider' },
    ...(onSplit === undefined
      ? []
      : [item('split_right', 'Ctrl+Shift+D'), item('split_down', 'Ctrl+Shift+E')]),
    {
      ...item('broadcast', 'Ctrl+Shift+B', !broadcasting && allPanes().length < 2),
      label: broadcasting ? t('workbench-terminal.broadcast.stop') : t('workbench-terminal.menu.broadcast'),
    },
    {
      ...item('record'),
      label: recording ? t('workbench-terminal.record.stop') : t('workbench-terminal.menu.record'),
    },
    item('recordings'),
    { type: 'divider' },
    item('settings'),
  ];

  const menu = useRef<MenuRef>(null);
  useEffect(() => menu.current?.focus({ preventScroll: true }), []);

  return createPortal(
    <div
      role="presentation"
      className={styles.menu}
      style={{
        left: `min(${place.x}px, calc(100vw - ${WIDTH}px))`,
        top: `max(4px, min(${place.y}px, calc(100vh - ${HEIGHT}px)))`,
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
      onKeyDown={(event) => {
        // Every other key is the menu's, and none of them is the desk's or the terminal's.
        event.stopPropagation();
        if (event.key === 'Escape' || event.key === 'Tab') onClose();
      }}
    >
      <Menu
        ref={menu}
        items={items}
        selectable={false}
        onClick={({ key, domEvent }) => {
          domEvent.stopPropagation();
          onClose();
          doing[key as Item]();
        }}
      />
    </div>,
    document.body,
  );
}
