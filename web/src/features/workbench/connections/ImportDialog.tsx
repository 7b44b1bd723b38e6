import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { ImportFormat, ImportPreview } from '../api';
import { previewImport, runImport } from './calls';
import { ImportFiles } from './ImportFiles';
import { isNew, type ImportFile } from './importing';
import { ImportRows } from './ImportRows';

/** Takes connections over from another tool: choose files, look at what is in them, choose what to keep. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAct();
  const [files, setFiles] = useState<ImportFile[]>([]);
  const [format, setFormat] = useState<ImportFormat>('auto');
  const [passphrase, setPassphrase] = useState('');
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [keys, setKeys] = useState<string[]>([]);
  const [folder, setFolder] = useState('');
  const [busy, setBusy] = useState(false);
  const body = { files, format, ...(passphrase !== '' && { passphrase }) };

  async function during(work: () => Promise<unknown>) {
    setBusy(true);
    try {
      await act(work);
    } catch {
      // It was said; what was chosen stays.
    } finally {
      setBusy(false);
    }
  }

  const look = () =>
    during(async () => {
      const found = await previewImport(body);
      setPreview(found);
      setKeys(found.rows.filter(isNew).map((row) => row.key));
    });
  const take = () =>
    during(async () => {
      const { added, skipped } = await runImport({ ...body, keys, folder });
      message.success(
        t(`workbench-connections.import.${skipped === 0 ? 'done' : 'done_skipped'}`, { added, skipped }),
      );
      onClose();
    });

  return (
    <Modal
      open
      width={860}
      title={t('workbench-connections.import.title')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {preview === null ? (
            <Button type="primary" loading={busy} disabled={files.length === 0} onClick={() => void look()}>
              {t('workbench-connections.import.read')}
            </Button>
          ) : (
            <>
              <Button onClick={() => setPreview(null)}>
                {t('workbench-connections.import.other_files')}
              </Button>
              <Button type="primary" loading={busy} disabled={keys.length === 0} onClick={() => void take()}>
                {t('workbench-connections.import.do', { count: keys.length })}
              </Button>
            </>
          )}
        </>
      }
    >
      {preview === null ? (
        <ImportFiles
          files={files}
          onFiles={setFiles}
          format={format}
          onFormat={setFormat}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
        />
      ) : (
        <ImportRows preview={preview} keys={keys} onKeys={setKeys} folder={folder} onFolder={setFolder} />
      )}
    </Modal>
  );
}
