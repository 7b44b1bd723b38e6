import { Checkbox, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import type { MadeToken, Me, NewToken } from '../../api';
import { makeToken } from '../../api';
import { refresh } from '../../app/queries';
import styles from './Tokens.module.css';
import { Refusal } from './Refusal';
import { useSubmitting } from './submitting';

type Scope = NewToken['scopes'][number];

/** Asks what a token is for and what it may do; hands over what was made, secret and all. */
export function MakeToken({
  role,
  onMade,
  onClose,
}: {
  role: Me['role'];
  onMade: (token: MadeToken) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<NewToken>();
  const { busy, refusal, submit } = useSubmitting();
  const scopes: Scope[] = role === 'operator' ? ['read', 'rent', 'operate', 'all'] : ['read', 'rent', 'all'];

  const send = (values: NewToken) =>
    submit(async () => {
      const body = { name: values.name.trim(), scopes: values.scopes };
      const made = await makeToken({ body, throwOnError: true });
      await refresh('listTokens');
      onMade(made);
    });

  return (
    <Modal
      open
      title={t('account.token_make')}
      okText={t('account.token_make')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        form={form}
        name="token"
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: ['read'] }}
        onFinish={send}
      >
        <Form.Item
          name="name"
          label={t('account.token_name')}
          rules={[{ required: true, whitespace: true, message: t('account.token_name_needed') }]}
        >
          <Input maxLength={64} autoFocus autoComplete="off" placeholder={t('account.token_name_hint')} />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t('account.token_scopes')}
          rules={[{ required: true, message: t('account.token_scopes_needed') }]}
        >
          <Checkbox.Group className={styles.scopes}>
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope}>
                <span className={styles.scope}>{t(`account.scope_${scope}`)}</span>
                <span className="quiet">{t(`account.scope_${scope}_how`)}</span>
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
        <Refusal words={refusal} />
      </Form>
    </Modal>
  );
}
