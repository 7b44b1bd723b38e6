import { useQuery } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { creditUser, debitUser, getUserWallet, type Entry, type UserOut } from '../../../api';
import { getUserWalletOptions } from '../../../api/@tanstack/react-query.gen';
import { problemOf, sentence } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { decimal, micros, money } from '../../../ui/format';
import { newOrderKey } from '../../market/orderKey';
import { amountOf, amountProblem, balanceAfter, type Way } from './adjust';
import styles from './Dialogs.module.css';

interface Values {
  amount: string;
  reason: string;
}

interface AdjustProps {
  user: UserOut;
  way: Way;
  onClose: () => void;
}

/** Gives money or takes it back, with a reason that the renter reads; says what the balance is then. */
export function Adjust({ user, way, onClose }: AdjustProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const typed = Form.useWatch((values: Partial<Values>) => values.amount ?? '', form);
  const wallet = useQuery(getUserWalletOptions({ path: { user_id: user.id } }));
  // One form moves money once, however often it is sent.
  const [key] = useState(newOrderKey);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const available = micros(wallet.data?.available ?? user.balance);

  async function move({ amount, reason }: Values) {
    setBusy(true);
    setRefusal('');
    try {
      const asked = decimal(micros(amount));
      const entry = await send(user.id, way, { amount: asked, reason: reason.trim() }, key);
      const { balance } = await getUserWallet({ path: { user_id: user.id }, throwOnError: true });
      const facts = { amount: money(size(entry), { exact: true }), balance: money(balance, { exact: true }) };
      // An earlier try whose answer was lost had gone through, with what was typed then.
      if (size(entry) === micros(asked)) message.success(t(`users.adjust.done.${way}`, facts));
      else message.warning(t('users.adjust.done_before', facts));
      onClose();
      await refresh('getUser', 'listUsers', 'getUserWallet', 'listUserEntries', 'searchLedger', 'listAudit');
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t(`users.adjust.title.${way}`, { name: user.name })}
      okText={t(`users.adjust.act.${way}`)}
      okButtonProps={{ danger: way === 'debit' }}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={move}>
        <Form.Item
          name="amount"
          label={t('users.adjust.amount')}
          extra={<After way={way} balance={micros(wallet.data?.balance ?? user.balance)} typed={typed} />}
          validateTrigger="onBlur"
          rules={[
            {
              validator: (_, text: string | undefined) => {
                const problem = amountProblem(text ?? '', way, available);
                if (problem === null) return Promise.resolve();
                const most = money(available, { exact: true });
                return Promise.reject(new Error(t(`users.adjust.problem.${problem}`, { most })));
              },
            },
          ]}
        >
          <Input prefix="¥" inputMode="decimal" autoComplete="off" autoFocus />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('users.adjust.reason')}
          extra={t('users.adjust.reason_hint')}
          rules={[{ required: true, whitespace: true, message: t('users.adjust.reason_needed') }]}
        >
          <Input maxLength={200} placeholder={t(`users.adjust.example.${way}`)} />
        </Form.Item>
      </Form>
      {refusal !== '' && <Alert type="error" showIcon title={refusal} role="alert" />}
    </Modal>
  );
}

function send(id: string, way: Way, body: Values, key: string): Promise<Entry> {
  const wanted = {
    path: { user_id: id },
    body,
    headers: { 'Idempotency-Key': key },
    throwOnError: true,
  } as const;
  return way === 'credit' ? creditUser(wanted) : debitUser(wanted);
}

function size(entry: Entry): number {
  return Math.abs(micros(entry.amount));
}

/** The balance now and afterwards. */
function After({ way, balance, typed }: { way: Way; balance: number; typed: string }) {
  const { t } = useTranslation();
  const amount = amountOf(typed) ?? 0;
  return (
    <span className={`num ${styles.after}`}>
      {t('users.adjust.balance', { amount: money(balance, { exact: true }) })}
      {amount > 0 && <> → {money(balanceAfter(balance, way, amount), { exact: true })}</>}
    </span>
  );
}
