import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import type { MadeCodes } from '../../../api';
import { CopyBlock } from '../../../ui/Copy';
import styles from './NewCodes.module.css';

/** The only time that codes are seen: they are kept as hashes. It closes only by its button. */
export function NewCodes({ made, onClose }: { made: MadeCodes; onClose: () => void }) {
  const { t } = useTranslation();
  const text = made.codes.join('\n');

  function download() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    link.download = `${made.batch_id}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <Modal
      open
      title={t('codes.made', { count: made.codes.length })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <>
          <Button onClick={download}>{t('codes.download')}</Button>
          <Button type="primary" onClick={onClose}>
            {t('codes.kept')}
          </Button>
        </>
      }
    >
      <p className={styles.warning}>{t('codes.shown_once')}</p>
      <div className={styles.codes}>
        <CopyBlock text={text} label={t('codes.copy_all')} />
      </div>
    </Modal>
  );
}
