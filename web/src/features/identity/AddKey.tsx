import { UploadOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { addKey } from '../../api';
import { refresh } from '../../app/queries';
import styles from './AddKey.module.css';
import { keyName, readKey } from './keys';
import { Refusal } from './Refusal';
import { useSubmitting } from './submitting';

const LARGEST_BYTES = 16_384;

interface Values {
  text: string;
  name: string;
}

/** Takes a public key as text or as a file, names it after its comment, and says what is wrong before it is sent. */
export function AddKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { busy, refusal, refuse, submit } = useSubmitting();
  const picker = useRef<HTMLInputElement>(null);
  const read = readKey(Form.useWatch('text', form));
  const understood = read !== null && typeof read === 'object' ? read : null;

  /** Names the key after what was pasted, unless somebody has typed a name. */
  function suggest(text: string, fileName = '') {
    const key = readKey(text);
    if (key === null || typeof key === 'string' || form.isFieldTouched('name')) return;
    form.setFieldValue('name', keyName(key.comment, fileName));
  }

  async function take(file: File) {
    refuse('');
    if (file.size > LARGEST_BYTES) {
      refuse(t('account.key_too_large'));
      return;
    }
    const text = (await file.text()).trim();
    form.setFieldValue('text', text);
    suggest(text, file.name);
    await form.validateFields(['text']).catch(() => undefined);
  }

  const send = ({ name, text }: Values) =>
    submit(async () => {
      await addKey({ body: { name: name.trim(), public_key: text.trim() }, throwOnError: true });
      message.success(t('account.key_added'));
      await refresh('listKeys');
      onClose();
    });

  function checkText(_: unknown, value: string | undefined): Promise<void> {
    const key = readKey(value);
    if (key === null) return Promise.reject(new Error(t('account.key_text_needed')));
    if (typeof key === 'string') return Promise.reject(new Error(t(`account.key_${key}`)));
    return Promise.resolve();
  }

  return (
    <Modal
      open
      title={t('account.key_add')}
      okText={t('account.key_add')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form form={form} name="key" layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item
          name="text"
          label={t('account.key_text')}
          validateTrigger="onBlur"
          rules={[{ validator: checkText }]}
          extra={
            understood && (
              <p className={styles.understood}>{t('account.key_is', { type: understood.type })}</p>
            )
          }
        >
          <Input.TextArea
            className="mono"
            rows={4}
            autoFocus
            spellCheck={false}
            autoComplete="off"
            placeholder={t('account.key_text_hint')}
            onChange={(event) => suggest(event.target.value)}
            onDrop={(event) => {
              const [file] = event.dataTransfer.files;
              if (file === undefined) return;
              event.preventDefault();
              void take(file);
            }}
          />
        </Form.Item>
        <input
          ref={picker}
          type="file"
          accept=".pub,.txt"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            // Emptied, so that the same file can be chosen again after it was changed.
            event.target.value = '';
            if (file !== undefined) void take(file);
          }}
        />
        <Button size="small" icon={<UploadOutlined />} onClick={() => picker.current?.click()}>
          {t('account.key_choose_file')}
        </Button>
        <Form.Item
          className={styles.name}
          name="name"
          label={t('account.key_name')}
          rules={[{ required: true, whitespace: true, message: t('account.key_name_needed') }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Refusal words={refusal} />
      </Form>
    </Modal>
  );
}
