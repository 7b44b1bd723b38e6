import { DeleteOutlined, DownloadOutlined, EditOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Answer, Empty } from '../../../ui/Answer';
import { useAct } from '../../../ui/act';
import { LinkButton } from '../../../ui/LinkButton';
import { bytes, duration, time } from '../../../ui/format';
import type { RecordingOut } from '../api';
import { deleteRecording, recordingAddress, renameRecording } from './calls';
import { recordingsQuery } from './queries';
import styles from './Recordings.module.css';

/** All recordings of the user. */
export function RecordingsDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={open}
      size={560}
      title={t('workbench-terminal.recordings.title')}
      onClose={onClose}
      destroyOnHidden
    >
      <Recordings />
    </Drawer>
  );
}

function Recordings() {
  const { t } = useTranslation();
  const recordings = useQuery(recordingsQuery);
  return (
    <Answer query={recordings}>
      {(all) =>
        all.length === 0 ? (
          <Empty title={t('workbench-terminal.recordings.empty')}>
            {t('workbench-terminal.recordings.empty_hint')}
          </Empty>
        ) : (
          <ul className={styles.list}>
            {all.map((one) => (
              <Recording key={one.id} recording={one} />
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

function Recording({ recording }: { recording: RecordingOut }) {
  const { t } = useTranslation();
  const act = useAct();
  const client = useQueryClient();
  const [name, setName] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: recordingsQuery.queryKey });
  const { id, title, target, started_at, seconds, size } = recording;

  async function rename(): Promise<void> {
    const wanted = (name ?? '').trim();
    if (wanted !== '' && wanted !== title)
      await act(() => renameRecording(id, wanted), t('workbench-terminal.recordings.renamed'));
    await refresh();
    setName(null);
  }

  async function remove(): Promise<void> {
    await act(() => deleteRecording(id), t('workbench-terminal.recordings.deleted'));
    await refresh();
  }

  return (
    <li className={styles.row}>
      <div>
        {name === null ? (
          <p title={title}>{title}</p>
        ) : (
          <Input
            autoFocus
            size="small"
            maxLength={200}
            aria-label={t('workbench-terminal.recordings.name')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={rename}
            onBlur={rename}
            onKeyDown={(event) => event.key === 'Escape' && setName(null)}
          />
        )}
        <p className="quiet small">
          {time(started_at)} ·{' '}
          {t('workbench-terminal.recordings.about', {
            target,
            length: duration(seconds * 1_000),
            size: bytes(size),
          })}
        </p>
      </div>
      <div>
        <LinkButton
          to="/workbench/recordings/$recordingId"
          params={{ recordingId: id }}
          type="text"
          size="small"
          aria-label={t('workbench-terminal.recordings.play')}
          title={t('workbench-terminal.recordings.play')}
          icon={<PlayCircleOutlined />}
        />
        <Button
          type="text"
          size="small"
          aria-label={t('workbench-terminal.recordings.rename')}
          title={t('workbench-terminal.recordings.rename')}
          icon={<EditOutlined />}
          onClick={() => setName(title)}
        />
        <Button
          type="text"
          size="small"
          aria-label={t('workbench-terminal.recordings.download')}
          title={t('workbench-terminal.recordings.download')}
          icon={<DownloadOutlined />}
          href={recordingAddress(id)}
          download={`${title}.cast`}
        />
        <Popconfirm
          title={t('workbench-terminal.recordings.delete_title', { name: title })}
          description={t('workbench-terminal.recordings.delete_lead')}
          okText={t('workbench-terminal.recordings.delete')}
          cancelText={t('common.cancel')}
          onConfirm={remove}
        >
          <Button
            type="text"
            size="small"
            aria-label={t('workbench-terminal.recordings.delete')}
            title={t('workbench-terminal.recordings.delete')}
            icon={<DeleteOutlined />}
          />
        </Popconfirm>
      </div>
    </li>
  );
}
