import { CheckSquareOutlined, CopyOutlined, DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { bytes, count } from '../../../ui/format';
import type { EntryOut } from '../api';
import styles from './PickBar.module.css';
import { isFolder } from './sorting';

interface PickBarProps {
  entries: EntryOut[];
  onAll: () => void;
  onDownload: () => void;
  onCopy: () => void;
  onRemove: () => void;
  onEnd: () => void;
}

/** On a small screen, while several are chosen by touch: how many they are, and what can be done with them. */
export function PickBar({ entries, onAll, onDownload, onCopy, onRemove, onEnd }: PickBarProps) {
  const { t } = useTranslation();
  const none = entries.length === 0;
  const size = entries.reduce((sum, entry) => sum + (isFolder(entry) ? 0 : entry.size), 0);
  const acts = [
    { key: 'select_all', icon: <CheckSquareOutlined />, onClick: onAll, disabled: false, danger: false },
    { key: 'download', icon: <DownloadOutlined />, onClick: onDownload, disabled: none, danger: false },
    { key: 'copy', icon: <CopyOutlined />, onClick: onCopy, disabled: none, danger: false },
    { key: 'delete', icon: <DeleteOutlined />, onClick: onRemove, disabled: none, danger: true },
  ] as const;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('workbench-files.pick')}>
      <div className={styles.head}>
        <span className="num" aria-live="polite">
          {none
            ? t('workbench-files.pick_none')
            : t('workbench-files.chosen', { many: count(entries.length), size: bytes(size) })}
        </span>
        <Button type="link" onClick={onEnd}>
          {t('workbench-files.pick_end')}
        </Button>
      </div>
      <div className={styles.acts}>
        {acts.map(({ key, icon, ...rest }) => (
          <Button key={key} type="text" className={styles.act} {...rest}>
            {icon}
            <span>{t(`workbench-files.${key}`)}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
