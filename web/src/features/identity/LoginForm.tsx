import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { logIn } from '../../api';
import type { Me } from '../../api';
import { problemOf, sentence } from '../../app/problem';
import { meQuery } from '../../app/session';

interface LoginFormProps {
  /** Set where the name is known already: a session that ended under an open page. */
  name?: string;
  onDone?: (user: Me) => unknown;
}

/** Name and password; what is refused is said above the button, and nothing typed is lost. */
export function LoginForm({ name, onDone }: LoginFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(values: { name: string; password: string }) {
    setBusy(true);
    setRefusal('');
    try {
      const { user } = await logIn({ body: values, throwOnError: true });
      queryClient.setQueryData(meQuery.queryKey, user);
      await onDone?.(user);
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form name="login" layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ name }}>
      <Form.Item
        name="name"
        label={t('account.name')}
        validateTrigger="onSubmit"
        rules={[{ required: true, message: t('account.name_needed') }]}
      >
        <Input
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={name === undefined}
          readOnly={name !== undefined}
          maxLength={64}
        />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('account.password')}
        validateTrigger="onSubmit"
        rules={[{ required: true, message: t('account.password_needed') }]}
      >
        <Input.Password autoComplete="current-password" autoFocus={name !== undefined} />
      </Form.Item>
      {refusal !== '' && (
        <Alert type="error" showIcon title={refusal} role="alert" style={{ marginBottom: 16 }} />
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('account.log_in')}
      </Button>
    </Form>
  );
}
