import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { logIn, register } from '../../api';
import { meQuery } from '../../app/session';
import { NewPassword } from './NewPassword';
import styles from './PasswordRules.module.css';
import { NAME_LENGTH, nameProblem } from './rules';
import { Refusal } from './Refusal';
import { useSubmitting } from './submitting';

interface Values {
  name: string;
  password: string;
}

/** Makes an account and logs into it at once. */
export function RegisterForm() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { busy, refusal, submit } = useSubmitting();
  // The account that was made already, when only logging into it was refused.
  const made = useRef('');

  const send = (values: Values) =>
    submit(
      async () => {
        if (made.current !== values.name) {
          await register({ body: values, throwOnError: true });
          made.current = values.name;
        }
        const { user } = await logIn({ body: values, throwOnError: true });
        queryClient.setQueryData(meQuery.queryKey, user);
      },
      (problem) => {
        if (problem.code === 'identity.name_taken') form.focusField('name');
        return undefined;
      },
    );

  function checkName(_: unknown, value: string | undefined): Promise<void> {
    const problem = nameProblem(value ?? '');
    if (problem === null) return Promise.resolve();
    return Promise.reject(
      new Error(t(`account.name_${problem}`, { least: NAME_LENGTH.shortest, most: NAME_LENGTH.longest })),
    );
  }

  return (
    <Form form={form} name="register" layout="vertical" requiredMark={false} onFinish={send}>
      <Form.Item
        className={styles.item}
        name="name"
        label={t('account.name')}
        extra={
          <p className={styles.hint}>
            {t('account.name_rule', { least: NAME_LENGTH.shortest, most: NAME_LENGTH.longest })}
          </p>
        }
        validateTrigger="onBlur"
        validateFirst
        rules={[{ validator: checkName }]}
      >
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
      </Form.Item>
      <NewPassword field="password" label={t('account.password')} />
      <Refusal words={refusal} />
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('account.register')}
      </Button>
    </Form>
  );
}
