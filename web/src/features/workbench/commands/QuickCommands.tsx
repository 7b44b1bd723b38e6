import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Select, Tooltip } from 'antd';
import { useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { CommandOut } from '../api';
import styles from './CommandBar.module.css';
import { CommandsDrawer } from './CommandsDrawer';
import { ParametersDialog } from './ParametersDialog';
import { parametersOf } from './parameters';
import { commandsQuery } from './queries';

interface QuickCommandsProps {
  send: (text: string, enter: boolean, toAll: boolean) => void;
}

/** Commands that run with one click; with Ctrl in every terminal. */
export function QuickCommands({ send }: QuickCommandsProps) {
  const { t } = useTranslation();
  const commands = useQuery(commandsQuery);
  const [group, setGroup] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState<{ command: CommandOut; toAll: boolean } | null>(null);
  const all = commands.data ?? [];
  const groups = groupsOf(all);
  const shown = group !== null && groups.includes(group) ? all.filter((one) => one.group === group) : all;

  function run(command: CommandOut, event: MouseEvent): void {
    const toAll = event.ctrlKey || event.metaKey;
    if (parametersOf(command.body).length > 0) setAsked({ command, toAll });
    else send(command.body, command.enter, toAll);
  }

  return (
    <div className={styles.quick}>
      {groups.length > 1 && (
        <Select
          size="small"
          popupMatchSelectWidth={false}
          aria-label={t('workbench-commands.quick.group')}
          value={group ?? ''}
          onChange={(value) => setGroup(value === '' ? null : value)}
          options={[
            { value: '', label: t('common.all') },
            ...groups.filter((one) => one !== '').map((one) => ({ value: one, label: one })),
          ]}
        />
      )}
      <div className={styles.buttons} role="group" aria-label={t('workbench-commands.quick.title')}>
        {shown.map((command) => (
          <Tooltip
            key={command.id}
            title={<span className="mono">{command.body}</span>}
            mouseEnterDelay={0.6}
          >
            <Button size="small" onClick={(event) => run(command, event)}>
              {command.name}
            </Button>
          </Tooltip>
        ))}
        {commands.data?.length === 0 && (
          <Button size="small" type="dashed" onClick={() => setEditing(true)}>
            {t('workbench-commands.quick.first')}
          </Button>
        )}
      </div>
      <Tooltip title={t('workbench-commands.quick.edit')}>
        <Button
          size="small"
          type="text"
          aria-label={t('workbench-commands.quick.edit')}
          icon={<EditOutlined />}
          onClick={() => setEditing(true)}
        />
      </Tooltip>
      <CommandsDrawer open={editing} commands={all} onClose={() => setEditing(false)} />
      {asked !== null && (
        <ParametersDialog
          command={asked.command}
          onSend={(text) => {
            setAsked(null);
            send(text, asked.command.enter, asked.toAll);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** In the order in which they first appear. */
export function groupsOf(commands: readonly CommandOut[]): string[] {
  return [...new Set(commands.map((one) => one.group))];
}
