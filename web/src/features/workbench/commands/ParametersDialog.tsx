import { Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import type { CommandOut } from '../api';
import { isSecret, keptParameters, rememberParameters } from './memory';
import { filled, parametersOf } from './parameters';

interface ParametersDialogProps {
  command: CommandOut;
  onSend: (text: string) => void;
  onClose: () => void;
}

/** Asks what goes into a command's places, and offers what went into them last time. */
export function ParametersDialog({ command, onSend, onClose }: ParametersDialogProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Record<string, string>>();
  const values = Form.useWatch([], form) as Record<string, string> | undefined;
  const places = parametersOf(command.body);
  const known = keptParameters.get();
  const first = Object.fromEntries(places.map(({ name, usual }) => [name, known[name] ?? usual]));

  function send(given: Record<string, string>): void {
    rememberParameters(given);
    onSend(filled(command.body, given));
  }

  return (
    <Modal
      open
      title={command.name}
      okText={command.enter ? t('workbench-commands.run') : t('workbench-commands.send_plain')}
      cancelText={t('common.cancel')}
      onOk={form.submit}
      onCancel={onClose}
      // The dialog takes the focus for itself while it opens.
      afterOpenChange={(open) => open && places[0] && form.focusField(places[0].name)}
    >
      <Form form={form} layout="vertical" initialValues={first} onFinish={send}>
        {places.map(({ name }) => (
          <Form.Item key={name} name={name} label={name}>
            {isSecret(name) ? (
              <Input.Password autoComplete="off" onPressEnter={form.submit} />
            ) : (
              <Input className="mono" onPressEnter={form.submit} />
            )}
          </Form.Item>
        ))}
      </Form>
      <p className="quiet small">{t('workbench-commands.will_send')}</p>
      <code>{filled(command.body, shownValues(values ?? first))}</code>
    </Modal>
  );
}

/** A secret is not shown in the command that is about to be sent. */
function shownValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isSecret(name) && value !== '' ? '••••' : value]),
  );
}
