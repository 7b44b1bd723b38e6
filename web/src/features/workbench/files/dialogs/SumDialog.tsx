import { useQuery } from '@tanstack/react-query';
import { Input, Modal, Segmented, Spin } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemOf, sentence } from '../../../../app/problem';
import { CopyText } from '../../../../ui/Copy';
import { Status } from '../../../../ui/Status';
import type { EntryOut } from '../../api';
import { files, type Algorithm } from '../filesApi';
import { join } from '../paths';
import styles from './Dialogs.module.css';

interface SumDialogProps {
  entry: EntryOut;
  sessionId: string;
  folder: string;
  onClose: () => void;
}

/** The checksum as the machine works it out, and whether it is the one that somebody has. */
export function SumDialog({ entry, sessionId, folder, onClose }: SumDialogProps) {
  const { t } = useTranslation();
  const [algorithm, setAlgorithm] = useState<Algorithm>('sha256');
  const [known, setKnown] = useState('');
  const path = join(folder, entry.name);
  const { data, error } = useQuery({
    queryKey: ['workbench-checksum', sessionId, path, algorithm, entry.modified, entry.size],
    queryFn: ({ signal }) => files.checksum(sessionId, path, algorithm, signal),
    retry: false,
  });
  const same = data?.digest.toLowerCase() === known.trim().toLowerCase().split(/\s/)[0];

  return (
    <Modal
      open
      title={t('workbench-files.sum.title', { name: entry.name })}
      footer={null}
      onCancel={onClose}
      width={640}
      destroyOnHidden
    >
      <Segmented
        aria-label={t('workbench-files.sum.algorithm')}
        value={algorithm}
        options={[
          { value: 'sha256', label: 'SHA-256' },
          { value: 'md5', label: 'MD5' },
        ]}
        onChange={setAlgorithm}
      />
      <div className={styles.digest} aria-live="polite">
        {data !== undefined && <CopyText text={data.digest} label={t('workbench-files.copy')} wrap />}
        {data === undefined && error === null && (
          <>
            <Spin size="small" /> <span className="quiet">{t('workbench-files.sum.working')}</span>
          </>
        )}
        {error !== null && <Status tone="failed">{sentence(problemOf(error))}</Status>}
      </div>
      <label htmlFor="known-sum">{t('workbench-files.sum.compare')}</label>
      <Input
        id="known-sum"
        className="mono"
        value={known}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => setKnown(target.value)}
      />
      <div className={styles.compared} aria-live="polite">
        {known.trim() !== '' && data !== undefined && (
          <Status tone={same ? 'running' : 'failed'}>
            {same ? t('workbench-files.sum.same') : t('workbench-files.sum.different')}
          </Status>
        )}
      </div>
    </Modal>
  );
}
