import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { BulkEdit } from './BulkEdit';
import { connectionsQuery } from './calls';
import styles from './ConnectionsPanel.module.css';
import { ExportDialog } from './ExportDialog';
import { useRemoving } from './useTreeMenu';

/** What can be done with several connections at once. */
export function BulkBar({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(connectionsQuery);
  const [opened, setOpened] = useState<'edit' | 'export' | null>(null);
  const { remove } = useRemoving(data ?? { folders: [], connections: [] });
  return (
    <div className={styles.bulk}>
      <span>{t('workbench-connections.selected', { count: ids.length })}</span>
      <Button
        size="small"
        type="text"
        icon={<CloseOutlined />}
        aria-label={t('workbench-connections.deselect')}
        title={t('workbench-connections.deselect')}
        onClick={onDone}
      />
      <i />
      <Button size="small" onClick={() => setOpened('edit')}>
        {t('workbench-connections.act.bulk')}
      </Button>
      <Button size="small" onClick={() => setOpened('export')}>
        {t('workbench-connections.act.export')}
      </Button>
      <Button size="small" danger onClick={() => remove(ids)}>
        {t('workbench-connections.act.delete')}
      </Button>
      {opened === 'edit' && <BulkEdit ids={ids} onClose={() => setOpened(null)} />}
      {opened === 'export' && <ExportDialog ids={ids} onClose={() => setOpened(null)} />}
    </div>
  );
}
