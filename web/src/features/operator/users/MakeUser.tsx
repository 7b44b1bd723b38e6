import { ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input, Modal, Radio, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { makeUser, type NewUser } from '../../../api';
import { fieldProblems, problemOf, sentence } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { newPassword } from './password';
import { UserMade } from './UserMade';

type Values = Required<NewUser>;

/** The same rule as the platform's, so that a form says what is wrong before it is sent. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,31}$/u;

/** Makes an account for somebody; its first password is shown once, to be handed over. */
export function MakeUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [first] = useState<Values>(() => ({ name: '', role: 'renter', password: newPassword() }));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [made, setMade] = useState<{ id: string; name: string; password: string } | null>(null);

  async function make(values: Values) {
    setBusy(true);
    setRefusal('');
    try {
      const user = await makeUser({ body: values, throwOnError: true });
      setMade({ id: user.id, name: user.name, password: values.password });
      await refresh('listUsers', 'listAudit', 'getOverview');
    } catch (error) {
      const problem = problemOf(error);
      const fields = fieldProblems(problem);
      setRefusal(fields.length > 0 ? fields.map((one) => one.problem).join(' ') : sentence(problem));
    } finally {
      setBusy(false);
    }
  }

  if (made !== null) return <UserMade made={made} onClose={onClose} />;
  return (
    <Modal
      open
      title={t('users.make.title')}
      okText={t('users.make.act')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={first} onFinish={make}>
        <Form.Item
          name="name"
          label={t('users.make.name')}
          rules={[{ required: true, pattern: NAME, message: t('users.make.name_rule') }]}
        >
          <Input autoComplete="off" autoFocus maxLength={32} />
        </Form.Item>
        <Form.Item name="role" label={t('users.role_label')}>
          <Radio.Group>
            <Space orientation="vertical">
              <Radio value="renter">
                {t('users.role.renter')} <span className="quiet">{t('users.make.renter_lead')}</span>
              </Radio>
              <Radio value="operator">
                {t('users.role.operator')} <span className="quiet">{t('users.make.operator_lead')}</span>
              </Radio>
            </Space>
          </Radio.Group>
        </Form.Item>
        <Form.Item
          label={t('users.make.password')}
          htmlFor="first-password"
          extra={t('users.make.password_hint')}
        >
          <Space.Compact block>
            <Form.Item
              name="password"
              noStyle
              rules={[{ required: true, min: 8, max: 256, message: t('users.make.password_rule') }]}
            >
              <Input id="first-password" className="mono" autoComplete="off" />
            </Form.Item>
            <Button
              icon={<ReloadOutlined />}
              aria-label={t('users.make.another_password')}
              onClick={() => form.setFieldValue('password', newPassword())}
            />
          </Space.Compact>
        </Form.Item>
      </Form>
      {refusal !== '' && <Alert type="error" showIcon title={refusal} role="alert" />}
    </Modal>
  );
}
