import { Alert, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { makeCodes, type MadeCodes } from '../../../api';
import { problemOf, sentence } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { decimal, micros, money } from '../../../ui/format';

interface Wanted {
  amount: string;
  count: number;
  days: number;
  note: string;
}

const FIRST: Wanted = { amount: '50', count: 10, days: 365, note: '' };

/** Asks what the codes are worth; what is refused is said in the dialog, with everything still in it. */
export function MakeCodes({ onMade, onClose }: { onMade: (made: MadeCodes) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wanted>();
  const wanted = Form.useWatch((values: Partial<Wanted>) => ({ ...FIRST, ...values }), form);
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);

  async function make(values: Wanted) {
    setBusy(true);
    setRefusal('');
    try {
      const made = await makeCodes({ body: values, throwOnError: true });
      await refresh('listCodes');
      onMade(made);
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t('codes.make')}
      okText={t('codes.make_act', { total: totalOf(wanted) })}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={FIRST} onFinish={make}>
        <Form.Item
          name="amount"
          label={t('codes.amount_each')}
          rules={[{ required: true, pattern: /^\d+(\.\d{1,6})?$/, message: t('codes.amount_needed') }]}
        >
          <Input prefix="¥" inputMode="decimal" autoFocus />
        </Form.Item>
        <Form.Item
          name="count"
          label={t('codes.count')}
          rules={[{ required: true, message: t('codes.count_needed') }]}
        >
          <InputNumber min={1} max={1000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="days"
          label={t('codes.days')}
          rules={[{ required: true, message: t('codes.days_needed') }]}
        >
          <InputNumber min={1} max={3650} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="note" label={t('codes.note')} extra={t('codes.note_hint')}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
      {refusal !== '' && <Alert type="error" showIcon title={refusal} role="alert" />}
    </Modal>
  );
}

/** What all of them are worth together, or nothing while the form is not filled in. */
export function totalOf({ amount, count }: Pick<Wanted, 'amount' | 'count'>): string {
  try {
    return money(decimal(micros(amount) * count));
  } catch {
    return '';
  }
}
