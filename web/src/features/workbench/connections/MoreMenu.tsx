import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ExportDialog } from './ExportDialog';
import { FolderDialog } from './FolderDialog';
import { HostKeys } from './HostKeys';
import { ImportDialog } from './ImportDialog';

const ACTS = ['new_folder', 'import', 'export', 'host_keys'] as const;

/** What concerns all connections. */
export function MoreMenu() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<(typeof ACTS)[number] | null>(null);
  const close = () => setOpened(null);
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: ACTS.map((act) => ({ key: act, label: t(`workbench-connections.act.${act}`) })),
          onClick: ({ key }) => setOpened(key as (typeof ACTS)[number]),
        }}
      >
        <Button
          size="small"
          type="text"
          icon={<MoreOutlined />}
          aria-label={t('workbench-connections.more')}
        />
      </Dropdown>
      {opened === 'new_folder' && <FolderDialog task={{ inside: '' }} onClose={close} />}
      {opened === 'import' && <ImportDialog onClose={close} />}
      {opened === 'export' && <ExportDialog ids={null} onClose={close} />}
      {opened === 'host_keys' && <HostKeys onClose={close} />}
    </>
  );
}
