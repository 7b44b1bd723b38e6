import { Form, Input, Modal, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { extensionOf, nameProblem } from '../paths';
import type { Acts } from '../useActs';

interface NameDialogProps {
  kind: 'folder' | 'file' | 'rename';
  before?: string;
  taken: (name: string) => boolean;
  acts: Acts;
  onNamed: (name: string) => void;
  onClose: () => void;
}

const TITLES = { folder: 'new_folder', file: 'new_file', rename: 'rename' } as const;

/** Asks for a name: of something new, or another one of what is there. */
export function NameDialog({ kind, before = '', taken, acts, onNamed, onClose }: NameDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(before);
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<InputRef>(null);
  const problem = nameProblem(name) ?? (name !== before && taken(name) ? ('taken' as const) : null);
  const shown = touched ? problem : null;

  async function go() {
    setTouched(true);
    if (problem !== null || busy) return;
    if (name === before) {
      onClose();
      return;
    }
    setBusy(true);
    try {
      if (kind === 'folder') await acts.makeFolder(name);
      else if (kind === 'file') await acts.makeFile(name);
      else await acts.rename(before, name);
      onNamed(name);
      onClose();
    } catch {
      // It has been said why; the name stays for another try.
    } finally {
      setBusy(false);
    }
  }

  /** The part that people change is chosen: not the ending of a file. */
  function opened(open: boolean) {
    if (!open) return;
    const extension = extensionOf(before);
    const end = extension === '' ? before.length : before.length - extension.length - 1;
    field.current?.focus();
    field.current?.setSelectionRange(0, end);
  }

  return (
    <Modal
      open
      title={t(`workbench-files.${TITLES[kind]}`)}
      okText={kind === 'rename' ? t('workbench-files.rename') : t('workbench-files.create')}
      confirmLoading={busy}
      onOk={go}
      onCancel={onClose}
      afterOpenChange={opened}
      width={420}
      destroyOnHidden
    >
      <Form layout="vertical" onFinish={go}>
        <Form.Item
          label={t('workbench-files.name')}
          htmlFor="file-name"
          validateStatus={shown === null ? '' : 'error'}
          help={shown === null ? null : t(`workbench-files.name_problem.${shown}`)}
        >
          <Input
            ref={field}
            id="file-name"
            value={name}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setName(event.target.value);
              setTouched(true);
            }}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
