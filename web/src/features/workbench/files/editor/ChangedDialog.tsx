import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { TextOut } from '../../api';
import styles from './Editor.module.css';

interface ChangedDialogProps {
  name: string;
  theirs: TextOut;
  onOverwrite: () => void;
  onTake: (theirs: TextOut) => void;
  onClose: () => void;
}

/** The file is no longer what was opened: nothing is written before somebody chooses. */
export function ChangedDialog({ name, theirs, onOverwrite, onTake, onClose }: ChangedDialogProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Modal
      open
      title={t('workbench-files.editor.changed_title', { name })}
      onCancel={onClose}
      width={shown ? 900 : 520}
      footer={[
        <Button key="keep" onClick={onClose}>
          {t('workbench-files.editor.keep')}
        </Button>,
        <Button key="take" onClick={() => onTake(theirs)}>
          {t('workbench-files.editor.take_theirs')}
        </Button>,
        <Button key="over" danger type="primary" onClick={onOverwrite}>
          {t('workbench-files.editor.overwrite')}
        </Button>,
      ]}
    >
      <p>{t('workbench-files.editor.changed_lead')}</p>
      <Button type="link" size="small" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? t('workbench-files.editor.hide_theirs') : t('workbench-files.editor.show_theirs')}
      </Button>
      {shown && (
        // It scrolls, and what scrolls must be reachable from the keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles.theirs} tabIndex={0} aria-label={t('workbench-files.editor.theirs')}>
          {theirs.text}
        </pre>
      )}
    </Modal>
  );
}
