import { StarOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FolderOut } from '../api';
import { files, folderKey } from './filesApi';

const DISKS = '/root';
const DATA = 'zuka-tmp';
const STORAGE = 'zuka-fs';
const FRESH_MS = 60_000;

interface PlacesProps {
  sessionId: string;
  onGo: (path: string) => void;
}

/** The folders that everybody goes to; a rented instance has its data disk and its file storage among them. */
export function Places({ sessionId, onGo }: PlacesProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery<FolderOut>({
    queryKey: folderKey(sessionId, DISKS),
    queryFn: ({ signal }) => files.list(sessionId, DISKS, signal),
    enabled: opened,
    staleTime: FRESH_MS,
    retry: false,
  });
  const has = (name: string) => data?.entries.some((entry) => entry.name === name) === true;
  const items = [
    { key: '~', label: t('workbench-files.place.home') },
    { key: '/', label: t('workbench-files.place.root') },
    has(DATA) && {
      key: `${DISKS}/${DATA}`,
      label: t('workbench-files.place.data', { path: `${DISKS}/${DATA}` }),
    },
    has(STORAGE) && {
      key: `${DISKS}/${STORAGE}`,
      label: t('workbench-files.place.storage', { path: `${DISKS}/${STORAGE}` }),
    },
  ].filter((item) => item !== false);
  const label = t('workbench-files.bookmarks');
  return (
    <Dropdown
      menu={{ items, onClick: ({ key }) => onGo(key) }}
      trigger={['click']}
      onOpenChange={(open) => open && setOpened(true)}
    >
      <Tooltip title={label}>
        <Button type="text" size="small" icon={<StarOutlined />} aria-label={label} />
      </Tooltip>
    </Dropdown>
  );
}
