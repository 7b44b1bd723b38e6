import { AutoComplete, Button, Checkbox, Form, Input, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { CommandIn, CommandOut } from '../api';
import { addCommand, changeCommand } from './calls';
import { useRefreshCommands } from './queries';

interface CommandFormProps {
  /** Null: a new one. */
  command: CommandOut | null;
  groups: string[];
  onDone: () => void;
}

/** One quick command: its name, its group, its lines. */
export function CommandForm({ command, groups, onDone }: CommandFormProps) {
  const { t } = useTranslation();
  const act = useAct();
  const refresh = useRefreshCommands();
  const [form] = Form.useForm<Required<CommandIn>>();
  const [busy, setBusy] = useState(false);

  async function save(given: Required<CommandIn>): Promise<void> {
    const name = given.name.trim() || (given.body.trim().split('\n', 1)[0] ?? '').slice(0, 40);
    const body = { ...given, name, group: given.group.trim() };
    setBusy(true);
    try {
      await act(
        () => (command === null ? addCommand(body) : changeCommand(command.id, body)),
        t('workbench-commands.quick.saved'),
      );
      await refresh();
      onDone();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={command ?? { group: '', name: '', body: '', enter: true }}
      onFinish={save}
    >
      <Form.Item
        name="body"
        label={t('workbench-commands.quick.body')}
        extra={t('workbench-commands.quick.body_hint')}
        rules={[{ required: true, message: t('workbench-commands.quick.body_needed') }]}
      >
        <Input.TextArea className="mono" rows={5} spellCheck={false} autoFocus />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('workbench-commands.quick.name')}
        extra={t('workbench-commands.quick.name_hint')}
      >
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="group" label={t('workbench-commands.quick.group')}>
        <AutoComplete options={groups.map((value) => ({ value }))} />
      </Form.Item>
      <Form.Item name="enter" valuePropName="checked">
        <Checkbox>{t('workbench-commands.quick.enter')}</Checkbox>
      </Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('common.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </Space>
    </Form>
  );
}
