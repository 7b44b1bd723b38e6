import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { PasswordRules } from './PasswordRules';
import styles from './PasswordRules.module.css';
import { passwordState } from './rules';

/** The field for a password that is made up now, with its rules under it; inside a form, as `field`. */
export function NewPassword({ field, label, name }: { field: string; label: string; name?: string }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const password = (Form.useWatch(field, form) as string | undefined) ?? '';
  const typedName = (Form.useWatch('name', form) as string | undefined) ?? '';
  return (
    <Form.Item
      className={styles.item}
      name={field}
      label={label}
      validateTrigger="onSubmit"
      extra={<PasswordRules password={password} name={name ?? typedName} />}
      rules={[
        {
          validator: (_, value: string | undefined) =>
            passwordState(value ?? '').accepted
              ? Promise.resolve()
              : Promise.reject(new Error(t('account.password_refused'))),
        },
      ]}
    >
      <Input.Password autoComplete="new-password" />
    </Form.Item>
  );
}
