import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { connectionsQuery, exportConnections } from './calls';
import styles from './Dialogs.module.css';

const FILE_NAME = 'zuka-workbench.json';
const SHORTEST = 8;

interface Values {
  passphrase: string;
  again: string;
}

/** Puts connections with their secrets into one encrypted file; null: all of them. */
export function ExportDialog({ ids, onClose }: { ids: string[] | null; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const { data } = useQuery(connectionsQuery);
  const count = ids?.length ?? data?.connections.length ?? 0;

  async function save({ passphrase }: Values) {
    setBusy(true);
    try {
      const file = URL.createObjectURL(await act(() => exportConnections(ids, passphrase)));
      const link = document.createElement('a');
      link.href = file;
      link.download = FILE_NAME;
      link.click();
      URL.revokeObjectURL(file);
      onClose();
    } catch {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      width={460}
      title={t('workbench-connections.export.title')}
      okText={t('workbench-connections.export.do')}
      okButtonProps={{ disabled: count === 0 }}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(shown) => shown && form.focusField('passphrase')}
    >
      <p className={styles.lead}>
        {t(`workbench-connections.export.${ids === null ? 'all' : 'some'}`, { count })}
        <br />
        {t('workbench-connections.export.lead')}
      </p>
      <Form form={form} name="export" layout="vertical" requiredMark={false} onFinish={save}>
        <Form.Item
          name="passphrase"
          label={t('workbench-connections.export.passphrase')}
          rules={[
            { required: true, min: SHORTEST, message: t('workbench-connections.export.passphrase_rule') },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('workbench-connections.export.again')}
          dependencies={['passphrase']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue('passphrase')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('workbench-connections.export.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
