import { Alert, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changeHost, type HostView } from '../../../api';
import { problemOf, sentence } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { dayEnd, dayOf, isDay } from '../../../ui/days';

const MOST_TAGS = 20;
const LONGEST_TAG = 32;

interface Values {
  limited: boolean;
  day: string;
  tags: string[];
}

/** Until when a host may be rented, and its tags. What is refused is said here, with everything still typed. */
export function HostEdit({ host, onClose }: { host: HostView; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const until = host.rentable_until;
  const first: Values = {
    limited: until !== null,
    // The moment kept is the first after that day.
    day: until === null ? '' : dayOf(Date.parse(until) - 1),
    tags: host.tags,
  };
  const limited = Form.useWatch((values: Partial<Values>) => values.limited ?? first.limited, form);

  async function save(values: Values) {
    setBusy(true);
    setRefusal('');
    try {
      await changeHost({
        path: { host_id: host.id },
        body: { rentable_until: values.limited ? dayEnd(values.day) : null, tags: values.tags },
        throwOnError: true,
      });
      await refresh('listHosts', 'listOffers');
      onClose();
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t('hosts.edit_what', { host: host.name })}
      okText={t('common.save')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={first} onFinish={save} preserve>
        <Form.Item name="limited" valuePropName="checked" style={{ marginBottom: 8 }}>
          <Checkbox>{t('hosts.limit')}</Checkbox>
        </Form.Item>
        <Form.Item
          name="day"
          label={t('hosts.last_day')}
          extra={t('hosts.last_day_hint')}
          rules={[
            {
              validator: (_, day: unknown) =>
                !limited || isDay(day)
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('hosts.last_day_needed'))),
            },
          ]}
        >
          <Input type="date" disabled={!limited} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item
          name="tags"
          label={t('hosts.tags')}
          extra={t('hosts.tags_hint')}
          rules={[
            {
              validator: (_, tags: string[]) =>
                tags.length <= MOST_TAGS && tags.every((tag) => tag.length <= LONGEST_TAG)
                  ? Promise.resolve()
                  : Promise.reject(
                      new Error(t('hosts.tags_wrong', { most: MOST_TAGS, longest: LONGEST_TAG })),
                    ),
            },
          ]}
        >
          <Select mode="tags" open={false} suffix={<></>} tokenSeparators={[',', '，', ' ']} />
        </Form.Item>
      </Form>
      {refusal !== '' && <Alert type="error" showIcon title={refusal} role="alert" />}
    </Modal>
  );
}
