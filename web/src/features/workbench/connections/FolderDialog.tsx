import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { addFolder, moveFolder } from './calls';
import { joined, nameOf, parentOf } from './tree';

/** A folder to make inside of another one, or one to rename; each by its path. */
export type FolderTask = { inside: string } | { rename: string };

export function FolderDialog({ task, onClose }: { task: FolderTask; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const [form] = Form.useForm<{ name: string }>();
  const [busy, setBusy] = useState(false);
  const renaming = 'rename' in task;

  async function save({ name }: { name: string }) {
    setBusy(true);
    try {
      await act(() =>
        renaming
          ? moveFolder(task.rename, joined(parentOf(task.rename), name.trim()))
          : addFolder(joined(task.inside, name.trim())),
      );
      onClose();
    } catch {
      // It was said, and the dialog stays.
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      width={400}
      title={t(`workbench-connections.folder.${renaming ? 'title_rename' : 'title_new'}`)}
      okText={t('common.save')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(shown) => shown && form.focusField('name')}
    >
      <Form
        form={form}
        name="folder"
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: renaming ? nameOf(task.rename) : '' }}
        onFinish={save}
      >
        <Form.Item
          name="name"
          label={t('workbench-connections.folder.name')}
          rules={[
            {
              required: true,
              whitespace: true,
              pattern: /^[^/]+$/,
              message: t('workbench-connections.folder.name_needed'),
            },
          ]}
        >
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
