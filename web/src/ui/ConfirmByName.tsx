import { Form, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmByNameProps {
  title: string;
  /** What will be lost, and what will not. */
  children: ReactNode;
  /** What must be typed before the act is possible. */
  name: string;
  /** The verb on the button. */
  act: string;
  /** False while something else of the form is missing. */
  ready?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks for a destructive act by the name of its victim. Stays open, with nothing lost, when the act is refused. */
export function ConfirmByName({
  title,
  children,
  name,
  act,
  ready = true,
  onConfirm,
  onClose,
}: ConfirmByNameProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const matches = typed === name && ready;

  async function confirm() {
    if (!matches) return;
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      // Whoever carries it out has said why it was refused; the dialog stays.
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={title}
      okText={act}
      okButtonProps={{ danger: true, disabled: !matches }}
      confirmLoading={busy}
      onOk={confirm}
      onCancel={onClose}
      destroyOnHidden
    >
      {children}
      <Form layout="vertical" onFinish={confirm} style={{ marginTop: 16 }}>
        <Form.Item label={t('common.type_to_confirm', { name })} htmlFor="confirm-by-name">
          <Input
            id="confirm-by-name"
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
