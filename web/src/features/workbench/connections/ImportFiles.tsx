import { InboxOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { list } from '../../../ui/format';
import type { ImportFormat } from '../api';
import styles from './Dialogs.module.css';
import { droppedFiles, LARGEST_BYTES, readFile, type ImportFile } from './importing';

const FORMATS: ImportFormat[] = ['auto', 'finalshell', 'xshell', 'mobaxterm', 'securecrt', 'openssh', 'zuka'];
const NAMED = 4;

interface ImportFilesProps {
  files: ImportFile[];
  onFiles: (files: ImportFile[]) => void;
  format: ImportFormat;
  onFormat: (format: ImportFormat) => void;
  passphrase: string;
  onPassphrase: (passphrase: string) => void;
}

/** Where files are dropped or chosen, single ones and whole folders. */
export function ImportFiles(props: ImportFilesProps) {
  const { files, onFiles, format, onFormat, passphrase, onPassphrase } = props;
  const { t } = useTranslation();
  const single = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refusal, setRefusal] = useState('');

  async function take(chosen: File[]) {
    setRefusal('');
    if (chosen.reduce((sum, file) => sum + file.size, 0) > LARGEST_BYTES) {
      setRefusal(t('errors.workbench.import_too_large'));
      return;
    }
    onFiles(await Promise.all(chosen.map(readFile)));
  }

  const names = files.slice(0, NAMED).map((file) => file.name);
  return (
    <>
      <div
        className={`${styles.drop} ${over ? styles.over : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void droppedFiles(event.dataTransfer.items, event.dataTransfer.files).then(take);
        }}
      >
        <InboxOutlined className={styles.icon} aria-hidden="true" />
        <div className={styles.row}>
          <Button onClick={() => single.current?.click()}>{t('workbench-connections.import.drop')}</Button>
          <Button type="text" onClick={() => folder.current?.click()}>
            {t('workbench-connections.import.folder_pick')}
          </Button>
        </div>
        <p className="quiet small">{t('workbench-connections.import.drop_hint')}</p>
      </div>
      <Picker input={single} onFiles={take} />
      <Picker input={folder} folders onFiles={take} />
      {files.length > 0 && (
        <p className={styles.files}>
          {list(files.length > NAMED ? [...names, `+${files.length - NAMED}`] : names)}
        </p>
      )}
      {refusal !== '' && (
        <p className={styles.refusal} role="alert">
          {refusal}
        </p>
      )}
      <div className={styles.row}>
        <label htmlFor="import-format">{t('workbench-connections.import.format')}</label>
        <Select<ImportFormat>
          id="import-format"
          className={styles.grow}
          value={format}
          onChange={onFormat}
          options={FORMATS.map((one) => ({
            value: one,
            label: t(`workbench-connections.import.formats.${one}`),
          }))}
        />
        <Input.Password
          className={styles.grow}
          autoComplete="off"
          value={passphrase}
          aria-label={t('workbench-connections.import.passphrase')}
          placeholder={`${t('workbench-connections.import.passphrase')} — ${t('workbench-connections.import.passphrase_hint')}`}
          onChange={(event) => onPassphrase(event.target.value)}
        />
      </div>
    </>
  );
}

function Picker({
  input,
  folders = false,
  onFiles,
}: {
  input: React.RefObject<HTMLInputElement | null>;
  folders?: boolean;
  onFiles: (files: File[]) => void;
}) {
  return (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      {...(folders && { webkitdirectory: '' })}
      onChange={(event) => {
        const chosen = [...(event.target.files ?? [])];
        // Emptied, so that the same files can be chosen again.
        event.target.value = '';
        if (chosen.length > 0) onFiles(chosen);
      }}
    />
  );
}
