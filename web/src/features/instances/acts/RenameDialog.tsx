import { Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { renameInstance } from '../../../api';
import { isName, NAME_LENGTH } from '../names';
import type { Instance } from '../model';
import { useDoing } from './doing';

/** A new name, for those who did not see the pencil. */
export function RenameDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string }>();
  const [doing, busy] = useDoing(onClose);

  async function rename({ name }: { name: string }) {
    const path = { instance_id: instance.id };
    await doing(() => renameInstance({ path, body: { name: name.trim() }, throwOnError: true }));
  }

  return (
    <Modal
      open
      title={t('instances.rename.title')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={{ name: instance.name }} onFinish={rename}>
        <Form.Item
          name="name"
          label={t('instances.rename.label')}
          extra={t('instances.rename.lead')}
          rules={[
            {
              validator: (_, name: string) =>
                isName(name) ? Promise.resolve() : Promise.reject(new Error(t('errors.instances.bad_name'))),
            },
          ]}
        >
          <Input autoFocus maxLength={NAME_LENGTH} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
