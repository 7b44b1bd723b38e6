import { Alert, Form, InputNumber, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { exposePort } from '../../../api';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import type { Instance } from '../model';
import { isPort, JUPYTER_PORT } from '../names';
import styles from './Dialogs.module.css';

interface Wanted {
  port: number | null;
  public: boolean;
}

/** Gives a web service inside an address of its own, for its owner or for everybody. */
export function PortDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wanted>();
  const everybody = Form.useWatch('public', form);
  const [busy, setBusy] = useState(false);
  const act = useAct();

  async function open({ port, public: isPublic }: Wanted) {
    if (!isPort(port)) return;
    setBusy(true);
    try {
      const path = { instance_id: instance.id };
      const body = { port, public: isPublic };
      await act(() => exposePort({ path, body, throwOnError: true }), t('instances.port.done', { port }));
      await refresh('listPorts');
      onClose();
    } finally {
      setBusy(false);
    }
  }

  function checked(port: number | null): Promise<void> {
    if (port === JUPYTER_PORT) return Promise.reject(new Error(t('errors.instances.port_reserved')));
    return isPort(port) ? Promise.resolve() : Promise.reject(new Error(t('instances.port.range')));
  }

  return (
    <Modal
      open
      title={t('instances.port.title', { name: instance.name })}
      okText={t('instances.port.act')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        className={styles.form}
        initialValues={{ port: 6006, public: false }}
        onFinish={open}
      >
        <Form.Item
          name="port"
          label={t('instances.port.number')}
          extra={t('instances.port.listen')}
          rules={[{ validator: (_, port: number | null) => checked(port) }]}
        >
          <InputNumber autoFocus min={1} max={65535} precision={0} />
        </Form.Item>
        <Form.Item name="public" label={t('instances.port.who')}>
          <Radio.Group
            className={styles.choice}
            options={[
              { value: false, label: t('instances.port.private_lead') },
              { value: true, label: t('instances.port.public_lead') },
            ]}
          />
        </Form.Item>
      </Form>
      {everybody && <Alert type="warning" showIcon title={t('instances.port.public_warning')} />}
    </Modal>
  );
}
