import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { logIn } from '../../api';
import type { Me } from '../../api';
import { meQuery } from '../../app/session';
import { Refusal } from './Refusal';
import { useSubmitting } from './submitting';

interface LoginFormProps {
  /** Set where the name is known already: a session that ended under an open page. */
  name?: string;
  onDone?: (user: Me) => unknown;
}

/** Name and password; what is refused is said above the button, and nothing typed is lost. */
export function LoginForm({ name, onDone }: LoginFormProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { busy, refusal, submit } = useSubmitting();

  const send = (values: { name: string; password: string }) =>
    submit(async () => {
      const { user } = await logIn({ body: values, throwOnError: true });
      queryClient.setQueryData(meQuery.queryKey, user);
      await onDone?.(user);
    });

  return (
    <Form name="login" layout="vertical" requiredMark={false} onFinish={send} initialValues={{ name }}>
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
      <Refusal words={refusal} />
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('account.log_in')}
      </Button>
    </Form>
  );
}
