import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input, type FormInstance } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Auth, ConnectionOut } from '../api';
import styles from './ConnectionForm.module.css';
import type { Draft, SecretName } from './draft';

const LARGEST_BYTES = 32_768;

interface SecretFieldsProps {
  form: FormInstance<Draft>;
  auth: Auth;
  saved?: ConnectionOut;
}

/** What one logs in with. What is saved never comes back here: one sees that it is there, and may replace it. */
export function SecretFields({ form, auth, saved }: SecretFieldsProps) {
  const { t } = useTranslation();
  if (auth === 'ask' || auth === 'agent')
    return <p className={styles.hint}>{t(`workbench-connections.form.${auth}_hint`)}</p>;
  if (auth === 'key') return <KeyFields form={form} saved={saved} />;
  const kept = saved?.has_password === true;
  return (
    <Form.Item
      className={styles.line}
      label={t('workbench-connections.form.password')}
      htmlFor="connection_password"
      extra={kept && <Forget form={form} name="password" />}
    >
      <Form.Item name="password" noStyle>
        <Input.Password
          autoComplete="new-password"
          placeholder={t(`workbench-connections.form.${kept ? 'password_kept' : 'password_hint'}`)}
        />
      </Form.Item>
    </Form.Item>
  );
}

function KeyFields({ form, saved }: Omit<SecretFieldsProps, 'auth'>) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState('');
  const kept = saved?.has_key === true;

  async function take(file: File) {
    setRefusal(file.size > LARGEST_BYTES ? t('workbench-connections.form.key_too_large') : '');
    if (file.size > LARGEST_BYTES) return;
    form.setFieldValue('private_key', await file.text());
    await form.validateFields(['private_key']).catch(() => undefined);
  }

  return (
    <>
      <Form.Item
        className={styles.line}
        name="private_key"
        label={t('workbench-connections.form.key')}
        rules={[{ required: !kept, message: t('workbench-connections.form.key_needed') }]}
        validateTrigger="onBlur"
        extra={
          <span className={styles.kept}>
            <Button size="small" icon={<UploadOutlined />} onClick={() => picker.current?.click()}>
              {t('workbench-connections.form.key_file')}
            </Button>
            <span>{refusal === '' ? t('workbench-connections.form.key_putty') : refusal}</span>
            {kept && <Forget form={form} name="private_key" />}
          </span>
        }
      >
        <Input.TextArea
          className="mono"
          rows={4}
          spellCheck={false}
          autoComplete="off"
          placeholder={
            kept
              ? t('workbench-connections.form.key_kept', { fingerprint: saved.key_fingerprint })
              : t('workbench-connections.form.key_hint')
          }
          onDrop={(event) => {
            const [file] = event.dataTransfer.files;
            if (file === undefined) return;
            event.preventDefault();
            void take(file);
          }}
        />
      </Form.Item>
      {/* Forms show every field for a file; this one is opened by the button above. */}
      <div hidden>
        <input
          ref={picker}
          type="file"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            // Emptied, so that the same file can be chosen again after it was changed.
            event.target.value = '';
            if (file !== undefined) void take(file);
          }}
        />
      </div>
      <Form.Item
        className={styles.line}
        label={t('workbench-connections.form.passphrase')}
        htmlFor="connection_passphrase"
        extra={saved?.has_passphrase === true && <Forget form={form} name="passphrase" />}
      >
        <Form.Item name="passphrase" noStyle>
          <Input.Password
            autoComplete="new-password"
            placeholder={t(
              `workbench-connections.form.${saved?.has_passphrase === true ? 'password_kept' : 'passphrase_hint'}`,
            )}
          />
        </Form.Item>
      </Form.Item>
    </>
  );
}

/** Marks a saved secret for deletion, or takes that back. */
function Forget({ form, name }: { form: FormInstance<Draft>; name: SecretName }) {
  const { t } = useTranslation();
  const forget = (Form.useWatch('forget', form) as SecretName[] | undefined) ?? [];
  const on = forget.includes(name);
  return (
    <span className={styles.kept}>
      {on && t('workbench-connections.form.forgotten')}
      <Button
        size="small"
        type="link"
        onClick={() =>
          form.setFieldValue('forget', on ? forget.filter((one) => one !== name) : [...forget, name])
        }
      >
        {t(`workbench-connections.form.${on ? 'keep' : 'forget'}`)}
      </Button>
    </span>
  );
}
