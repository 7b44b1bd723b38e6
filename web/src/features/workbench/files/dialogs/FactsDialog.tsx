import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { bytes, count, time } from '../../../../ui/format';
import type { EntryOut } from '../../api';
import { letters, octal } from '../mode';
import { join, shownName } from '../paths';
import { isFolder } from '../sorting';
import styles from './Dialogs.module.css';

interface FactsDialogProps {
  entry: EntryOut;
  folder: string;
  onClose: () => void;
}

/** Everything that is known of one entry. */
export function FactsDialog({ entry, folder, onClose }: FactsDialogProps) {
  const { t } = useTranslation();
  const broken = entry.kind === 'link' && entry.target_kind === null;
  const size = { size: bytes(entry.size), exact: count(entry.size) };
  const facts: [key: 'path' | 'kind' | 'size' | 'modified' | 'mode' | 'owner' | 'target', value: string][] = [
    ['path', shownName(join(folder, entry.name))],
    ['kind', t(`workbench-files.kind.${broken ? 'broken' : entry.kind}`)],
    ['modified', time(entry.modified * 1000, 'full')],
    ['mode', `${letters(entry.kind, entry.mode)} (${octal(entry.mode)})`],
    ['owner', `${entry.owner}:${entry.group}`],
  ];
  if (!isFolder(entry)) facts.splice(2, 0, ['size', t('workbench-files.facts.bytes', size)]);
  if (entry.target !== null) facts.push(['target', entry.target]);
  return (
    <Modal open title={shownName(entry.name)} footer={null} onCancel={onClose} width={520} destroyOnHidden>
      <dl className={styles.facts}>
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`workbench-files.facts.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
