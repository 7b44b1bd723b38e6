import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Held } from '../clipboard';
import { shownName } from '../paths';
import type { Acts } from '../useActs';
import styles from './Dialogs.module.css';

const NAMED = 6;
const CHOICES = ['overwrite', 'skip'] as const;

interface PasteDialogProps {
  held: Held;
  /** Names of these that are here already. */
  clashing: string[];
  folder: string;
  acts: Acts;
  onClose: () => void;
}

/** What to do where something that is copied here has the name of what is here already. */
export function PasteDialog({ held, clashing, folder, acts, onClose }: PasteDialogProps) {
  const { t } = useTranslation();
  const left = held.names.filter((name) => !clashing.includes(name));

  function answer(choice: (typeof CHOICES)[number]) {
    const names = choice === 'overwrite' ? held.names : left;
    if (names.length > 0) void acts.paste({ ...held, names }).catch(() => undefined);
    onClose();
  }

  return (
    <Modal
      open
      title={t('workbench-files.paste_taken.title', { count: clashing.length })}
      okButtonProps={{ style: { display: 'none' } }}
      onCancel={onClose}
      width={480}
      destroyOnHidden
    >
      <p className={`${styles.where} mono`}>{folder}</p>
      <ul className={styles.victims}>
        {clashing.slice(0, NAMED).map((name) => (
          <li key={name}>{shownName(name)}</li>
        ))}
        {clashing.length > NAMED && (
          <li className="quiet">{t('workbench-files.remove.rest', { count: clashing.length - NAMED })}</li>
        )}
      </ul>
      <div className={styles.choices}>
        {CHOICES.map((choice) => (
          <button key={choice} type="button" className={styles.choice} onClick={() => answer(choice)}>
            <span>{t(`workbench-files.paste_taken.${choice}`)}</span>
            <span className="quiet small">{t(`workbench-files.paste_taken.${choice}_hint`)}</span>
          </button>
        ))}
      </div>
    </Modal>
  );
}
