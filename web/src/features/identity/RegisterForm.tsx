import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { logIn, register } from '../../api';
import { fieldProblems, problemOf, sentence } from '../../app/problem';
import { meQuery } from '../../app/session';
import { NewPassword } from './NewPassword';
import styles from './PasswordRules.module.css';
import { NAME_LENGTH, nameProblem } from './rules';

interface Values {
  name: string;
  password: string;
}

/** Makes an account and logs into it at once. */
export function RegisterForm() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  // The account that was made already, when only logging into it was refused.
  const made = useRef('');

  function refused(error: unknown) {
    const problem = problemOf(error);
    const fields = fieldProblems(problem).map((one) => one.field);
    setRefusal(sentence(problem));
    const field = problem.code === 'identity.name_taken' || fields.includes('name') ? 'name' : 'password';
    form.focusField(field);
  }

  async function submit(values: Values) {
    setBusy(true);
    setRefusal('');
    try {
      if (made.current !== values.name) {
        await register({ body: values, throwOnError: true });
        made.current = values.name;
      }
      const { user } = await logIn({ body: values, throwOnError: true });
      queryClient.setQueryData(meQuery.queryKey, user);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  }

  function checkName(_: unknown, value: string | undefined): Promise<void> {
    const problem = nameProblem(value ?? '');
    if (problem === null) return Promise.resolve();
    return Promise.reject(
      new Error(t(`account.name_${problem}`, { least: NAME_LENGTH.shortest, most: NAME_LENGTH.longest })),
    );
  }

  return (
    <Form form={form} name="register" layout="vertical" requiredMark={false} onFinish={submit}>
      <Form.Item
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
      {refusal !== '' && (
        <Alert type="error" showIcon title={refusal} role="alert" style={{ marginBottom: 16 }} />
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('account.register')}
      </Button>
    </Form>
  );
}
