import {
  DeleteOutlined,
  DownloadOutlined,
  EditOutlined,
  HolderOutlined,
  PlusOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { App, Button, Drawer, Popconfirm, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { CommandIn, CommandOut } from '../api';
import { addCommand, deleteCommand, orderCommands } from './calls';
import styles from './CommandBar.module.css';
import { CommandForm } from './CommandForm';
import { asFile, fromFile } from './exchange';
import { Offers } from './Offers';
import { useRefreshCommands } from './queries';

interface CommandsDrawerProps {
  open: boolean;
  commands: CommandOut[];
  onClose: () => void;
}

/** Making, changing and ordering quick commands. */
export function CommandsDrawer({ open, commands, onClose }: CommandsDrawerProps) {
  const { t } = useTranslation();
  const act = useAct();
  const { message } = App.useApp();
  const refresh = useRefreshCommands();
  const [edited, setEdited] = useState<CommandOut | 'new' | null>(null);

  async function add(fresh: CommandIn[]): Promise<void> {
    await act(async () => {
      for (const one of fresh) await addCommand(one);
    });
    await refresh();
  }

  async function readFile(file: File): Promise<void> {
    const fresh = fromFile(await file.text(), commands);
    if (fresh === null) message.error(t('workbench-commands.quick.no_file'));
    else {
      await add(fresh);
      message.success(t('workbench-commands.quick.added', { count: fresh.length }));
    }
  }

  function download(): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([asFile(commands)], { type: 'application/json' }));
    link.download = 'zuka-commands.json';
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <Drawer
      open={open}
      size={520}
      title={t('workbench-commands.quick.title')}
      onClose={onClose}
      destroyOnHidden
      extra={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
          {t('workbench-commands.quick.add')}
        </Button>
      }
    >
      {edited !== null && (
        <CommandForm
          key={edited === 'new' ? 'new' : edited.id}
          command={edited === 'new' ? null : edited}
          groups={[...new Set(commands.map((one) => one.group))].filter((one) => one !== '')}
          onDone={() => setEdited(null)}
        />
      )}
      <Offers commands={commands} onAdd={(one) => add([one])} />
      <CommandCards commands={commands} onEdit={setEdited} />
      <div className={styles.offer}>
        <Upload
          accept=".json,application/json"
          showUploadList={false}
          beforeUpload={(file) => {
            void readFile(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t('workbench-commands.quick.import')}</Button>
        </Upload>
        <Button icon={<DownloadOutlined />} disabled={commands.length === 0} onClick={download}>
          {t('workbench-commands.quick.export')}
        </Button>
      </div>
    </Drawer>
  );
}

interface CommandCardsProps {
  commands: CommandOut[];
  onEdit: (command: CommandOut) => void;
}

function CommandCards({ commands, onEdit }: CommandCardsProps) {
  const { t } = useTranslation();
  const act = useAct();
  const refresh = useRefreshCommands();
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);

  async function move(id: string, onto: number): Promise<void> {
    const ids = commands.map((one) => one.id).filter((one) => one !== id);
    ids.splice(Math.max(0, onto), 0, id);
    await act(() => orderCommands(ids));
    await refresh();
  }

  return (
    <ul className={styles.editor}>
      {commands.map((command, index) => (
        <li key={command.id}>
          {command.group !== '' && command.group !== commands[index - 1]?.group && (
            <p className={styles.group}>{command.group}</p>
          )}
          <div
            className={styles.card}
            data-over={over === command.id}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(command.id);
            }}
            onDrop={() => {
              setOver(null);
              if (dragged !== null && dragged !== command.id) void move(dragged, index);
            }}
          >
            <button
              type="button"
              className={styles.handle}
              draggable
              aria-label={t('workbench-commands.quick.move', { name: command.name })}
              onDragStart={() => setDragged(command.id)}
              onDragEnd={() => setOver(null)}
              onKeyDown={(event) => {
                const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (step === undefined) return;
                event.preventDefault();
                void move(command.id, index + step);
              }}
            >
              <HolderOutlined />
            </button>
            <div>
              <p>{command.name}</p>
              <p className="mono quiet small">{command.body.replaceAll('\n', ' ⏎ ')}</p>
            </div>
            <div>
              <Button
                type="text"
                size="small"
                aria-label={t('workbench-commands.quick.change', { name: command.name })}
                icon={<EditOutlined />}
                onClick={() => onEdit(command)}
              />
              <Popconfirm
                title={t('workbench-commands.quick.delete_title', { name: command.name })}
                okText={t('workbench-commands.quick.delete_act')}
                cancelText={t('common.cancel')}
                onConfirm={() => act(() => deleteCommand(command.id)).then(refresh)}
              >
                <Button
                  type="text"
                  size="small"
                  aria-label={t('workbench-commands.quick.delete', { name: command.name })}
                  icon={<DeleteOutlined />}
                />
              </Popconfirm>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
