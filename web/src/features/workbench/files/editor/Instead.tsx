import { DownloadOutlined, VerticalAlignBottomOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './Editor.module.css';

interface InsteadProps {
  hidden: boolean;
  title: string;
  hint: string;
  onDownload?: () => void;
  onFollow?: () => void;
  onAgain?: () => void;
}

/** Where a file can't be shown: why, and what can be done with it. */
export function Instead({ hidden, title, hint, onDownload, onFollow, onAgain }: InsteadProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.instead} hidden={hidden} role="status">
      <p>{title}</p>
      <p className="quiet">{hint}</p>
      <div className={styles.acts}>
        {onAgain !== undefined && <Button onClick={onAgain}>{t('common.try_again')}</Button>}
        {onFollow !== undefined && (
          <Button icon={<VerticalAlignBottomOutlined />} onClick={onFollow}>
            {t('workbench-files.watch')}
          </Button>
        )}
        {onDownload !== undefined && (
          <Button type="primary" icon={<DownloadOutlined />} onClick={onDownload}>
            {t('workbench-files.download')}
          </Button>
        )}
      </div>
    </div>
  );
}
