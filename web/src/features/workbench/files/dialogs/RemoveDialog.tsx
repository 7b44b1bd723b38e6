import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EntryOut } from '../../api';
import { EntryIcon } from '../icons';
import { shownName } from '../paths';
import { isFolder } from '../sorting';
import type { Acts } from '../useActs';
import styles from './Dialogs.module.css';

const NAMED = 6;

interface RemoveDialogProps {
  entries: EntryOut[];
  host: string;
  folder: string;
  acts: Acts;
  onClose: () => void;
}

/** Names what would be gone, and from where. */
export function RemoveDialog({ entries, host, folder, acts, onClose }: RemoveDialogProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [first] = entries;

  async function go() {
    setBusy(true);
    try {
      await acts.remove(entries);
      onClose();
    } catch {
      // It has been said why; the dialog stays.
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={
        entries.length === 1
          ? t('workbench-files.remove.title_single', { name: shownName(first?.name ?? '') })
          : t('workbench-files.remove.title', { count: entries.length })
      }
      okText={t('workbench-files.delete')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={go}
      onCancel={onClose}
      width={480}
      destroyOnHidden
    >
      <p>{t('workbench-files.remove.lead', { host })}</p>
      <p className={`${styles.where} mono`}>{folder}</p>
      <ul className={styles.victims}>
        {entries.slice(0, NAMED).map((entry) => (
          <li key={entry.name}>
            <EntryIcon entry={entry} /> <span>{shownName(entry.name)}</span>
          </li>
        ))}
        {entries.length > NAMED && (
          <li className="quiet">{t('workbench-files.remove.rest', { count: entries.length - NAMED })}</li>
        )}
      </ul>
      {entries.some(isFolder) && <p className="quiet">{t('workbench-files.remove.folders')}</p>}
    </Modal>
  );
}
