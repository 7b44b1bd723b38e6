import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { changePassword } from '../../api';
import { refresh } from '../../app/queries';
import { NewPassword } from './NewPassword';
import styles from './Profile.module.css';
import { Refusal } from './Refusal';
import { useSubmitting } from './submitting';

interface Values {
  old: string;
  fresh: string;
}

/** Another password, for whoever knows the present one. */
export function PasswordForm({ name }: { name: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { busy, refusal, submit } = useSubmitting();

  const send = ({ old, fresh }: Values) =>
    submit(
      async () => {
        await changePassword({ body: { old, new: fresh }, throwOnError: true });
        form.resetFields();
        message.success(t('account.password_changed'));
        await refresh('listSessions');
      },
      (problem) => {
        if (problem.code !== 'identity.bad_credentials') return undefined;
        form.focusField('old');
        return t('account.old_password_wrong');
      },
    );

  return (
    <Form form={form} name="password" layout="vertical" requiredMark={false} onFinish={send}>
      {/* Password managers file the new password under this name. */}
      <input type="text" autoComplete="username" value={name} readOnly hidden />
      <Form.Item
        name="old"
        label={t('account.old_password')}
        validateTrigger="onSubmit"
        rules={[{ required: true, message: t('account.password_needed') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <NewPassword field="fresh" label={t('account.new_password')} name={name} />
      <p className={styles.consequence}>{t('account.password_ends_sessions')}</p>
      <Refusal words={refusal} />
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('account.change_password')}
      </Button>
    </Form>
  );
}
