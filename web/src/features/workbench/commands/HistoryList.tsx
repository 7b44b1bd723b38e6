import { CloseOutlined } from '@ant-design/icons';
import { Button, Input, Popconfirm } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { HistoryOut } from '../api';
import { forgetCommand, forgetTarget } from './calls';
import styles from './CommandBar.module.css';
import { useRefreshCommands } from './queries';

interface HistoryListProps {
  target: string;
  entries: HistoryOut[];
  onChoose: (command: string) => void;
  onClose: () => void;
}

const MOST = 100;

/** What was sent to this machine before, with a filter. */
export function HistoryList({ target, entries, onChoose, onClose }: HistoryListProps) {
  const { t } = useTranslation();
  const act = useAct();
  const refresh = useRefreshCommands();
  const [filter, setFilter] = useState('');
  const [at, setAt] = useState(0);
  const words = filter.toLowerCase().split(/\s+/);
  const found = entries
    .filter(({ command }) => words.every((word) => command.toLowerCase().includes(word)))
    .slice(0, MOST);

  function onKey(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const one = found[at];
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter' && one !== undefined) onChoose(one.command);
    else if (event.key === 'Escape' || (event.altKey && event.code === 'KeyH')) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles.list} role="group" aria-label={t('workbench-commands.history.title')}>
      <Input
        autoFocus
        size="small"
        value={filter}
        placeholder={t('workbench-commands.history.filter')}
        aria-label={t('workbench-commands.history.filter')}
        onChange={(event) => {
          setFilter(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      {found.map((entry, index) => (
        <div key={entry.id} className={styles.row} data-chosen={index === at}>
          <button
            type="button"
            className={styles.pick}
            title={entry.command}
            onClick={() => onChoose(entry.command)}
          >
            {entry.command.replaceAll('\n', ' ⏎ ')}
          </button>
          <Button
            type="text"
            size="small"
            aria-label={t('workbench-commands.history.forget', { command: entry.command })}
            icon={<CloseOutlined />}
            onClick={() => act(() => forgetCommand(entry.id)).then(refresh)}
          />
        </div>
      ))}
      <div className={styles.foot}>
        <span>
          {entries.length === 0
            ? t('workbench-commands.history.empty')
            : t('workbench-commands.history.keys')}
        </span>
        {entries.length > 0 && (
          <Popconfirm
            title={t('workbench-commands.history.clear_title')}
            okText={t('workbench-commands.history.clear')}
            cancelText={t('common.cancel')}
            onConfirm={() => act(() => forgetTarget(target)).then(refresh)}
          >
            <Button type="link" size="small">
              {t('workbench-commands.history.clear')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </div>
  );
}
