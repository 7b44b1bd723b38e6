import { Dropdown, type MenuProps } from 'antd';
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
  | 'settings';

export interface Place {
  x: number;
  y: number;
}

interface TerminalMenuProps {
  place: Place;
  controller: TerminalController;
  terminalId: string;
  recording: boolean;
  onSplit?: (axis: 'row' | 'column') => void;
  onOpen: (what: 'search' | 'settings' | 'record') => void;
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
    { type: 'divider' },
    item('settings'),
  ];

  return (
    <Dropdown
      open
      trigger={['click']}
      autoFocus
      menu={{
        items,
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation();
          onClose();
          controller.focus();
          doing[key as Item]();
        },
      }}
      onOpenChange={(open) => {
        if (open) return;
        onClose();
        controller.focus();
      }}
    >
      <span className={styles.anchor} ref={(anchor) => placeAt(anchor, place)} />
    </Dropdown>
  );
}

function placeAt(anchor: HTMLElement | null, { x, y }: Place): void {
  if (anchor === null) return;
  anchor.style.left = `${x}px`;
  anchor.style.top = `${y}px`;
}
