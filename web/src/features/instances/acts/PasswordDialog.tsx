import { Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { resetInstancePassword } from '../../../api';
import { isUp, type Instance } from '../model';
import { isPassword } from '../names';
import styles from './Dialogs.module.css';
import { useDoing } from './doing';

interface Wanted {
  own: boolean;
  password?: string;
}

/** A new root password: one's own, or one made up by the platform. */
export function PasswordDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wanted>();
  const [own, setOwn] = useState(false);
  const [doing, busy] = useDoing(onClose);
  const when = isUp(instance) ? t('instances.password.at_once') : t('instances.password.at_boot');

  async function change({ password }: Wanted) {
    const path = { instance_id: instance.id };
    const body = { password: own ? (password ?? '') : null };
    await doing(
      () => resetInstancePassword({ path, body, throwOnError: true }),
      isUp(instance) ? t('instances.password.done') : t('instances.password.done_at_boot'),
    );
  }

  return (
    <Modal
      open
      title={t('instances.password.title', { name: instance.name })}
      okText={t('instances.password.act')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className="quiet">{when}</p>
      <Form form={form} layout="vertical" className={styles.form} onFinish={change}>
        <Form.Item label={t('instances.password.which')}>
          <Radio.Group
            className={styles.choice}
            value={own}
            onChange={(event) => setOwn(event.target.value === true)}
            options={[
              { value: false, label: t('instances.password.made_up') },
              { value: true, label: t('instances.password.own') },
            ]}
          />
        </Form.Item>
        {own && (
          <Form.Item
            name="password"
            label={t('instances.password.new')}
            extra={t('instances.password.rule')}
            rules={[
              {
                validator: (_, password: string | undefined) =>
                  isPassword(password ?? '')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('errors.instances.bad_password'))),
              },
            ]}
          >
            <Input.Password autoFocus autoComplete="new-password" maxLength={64} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
