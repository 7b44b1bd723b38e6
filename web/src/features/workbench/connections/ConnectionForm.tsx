import { Button, Collapse, Form, Input, InputNumber, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemOf, sentence } from '../../../app/problem';
import type { Auth, ConnectionList, ConnectionOut } from '../api';
import { useDeskParts } from '../desk/useDesk';
import { useOpening } from '../desk/useOpening';
import { jumpOf, readAddress } from './address';
import { AdvancedFields } from './AdvancedFields';
import { addConnection, changeConnection } from './calls';
import styles from './ConnectionForm.module.css';
import { bodyOf, draftOf, type Draft } from './draft';
import { FolderField } from './FolderField';
import { SecretFields } from './SecretFields';
import { TagsField } from './TagsField';
import { allTags } from './tree';
import { Trial } from './Trial';

interface ConnectionFormProps {
  list: ConnectionList;
  /** Left out: a new one. */
  saved?: ConnectionOut;
  folder: string;
  onClose: () => void;
}

/** Everything about one connection, with a trial before it is saved. */
export function ConnectionForm({ list, saved, folder, onClose }: ConnectionFormProps) {
  const { t } = useTranslation();
  const { local } = useDeskParts();
  const open = useOpening();
  const [form] = Form.useForm<Draft>();
  const [busy, setBusy] = useState<'save' | 'open' | null>(null);
  const [refusal, setRefusal] = useState('');
  const [more, setMore] = useState((saved?.jump_id ?? null) !== null);
  /** A jump host in a pasted command that is none of the saved connections. */
  const [unknown, setUnknown] = useState('');
  // Nothing is watched before the form is drawn for the first time.
  const auth = (Form.useWatch('auth', form) as Auth | undefined) ?? saved?.auth ?? 'password';
  const ways: Auth[] = local ? ['password', 'key', 'ask', 'agent'] : ['password', 'key', 'ask'];

  /** All that is in the form, also what is folded away; throws where something is missing. */
  async function read(): Promise<Draft> {
    await form.validateFields();
    return form.getFieldsValue(true) as Draft;
  }

  async function save(then: 'save' | 'open') {
    const draft = await read().catch(() => null);
    if (draft === null) return;
    setBusy(then);
    setRefusal('');
    try {
      const body = bodyOf(draft);
      const kept = await (saved === undefined ? addConnection(body) : changeConnection(saved.id, body));
      onClose();
      if (then === 'open') open({ connection_id: kept.id });
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
      setBusy(null);
    }
  }

  /** What was copied from somewhere is often the whole command. */
  function take(text: string): boolean {
    const found = readAddress(text);
    if (found === null) return false;
    const { jump, ...fields } = found;
    form.setFieldsValue(fields);
    const others = list.connections.filter((one) => one.id !== saved?.id);
    const through = jump === undefined ? undefined : jumpOf(jump, others);
    setUnknown(through === undefined ? (jump ?? '') : '');
    if (jump !== undefined) {
      form.setFieldValue('jump_id', through?.id ?? null);
      setMore(true);
    }
    void form.validateFields(Object.keys(fields)).catch(() => undefined);
    return true;
  }

  return (
    <Modal
      open
      width={640}
      title={
        saved === undefined
          ? t('workbench-connections.new_title')
          : t('workbench-connections.edit_title', { name: saved.name })
      }
      onCancel={onClose}
      // What is in a dialog cannot take the focus before the dialog itself has come.
      afterOpenChange={(shown) => shown && saved === undefined && form.focusField('host')}
      footer={
        <div className={styles.foot}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button loading={busy === 'save'} disabled={busy === 'open'} onClick={() => save('save')}>
            {t('common.save')}
          </Button>
          <Button
            type="primary"
            loading={busy === 'open'}
            disabled={busy === 'save'}
            onClick={() => save('open')}
          >
            {t('workbench-connections.form.save_open')}
          </Button>
        </div>
      }
    >
      <Form<Draft>
        form={form}
        name="connection"
        layout="vertical"
        requiredMark={false}
        initialValues={draftOf(saved, folder)}
        onFinish={() => void save('open')}
        className={styles.form}
      >
        <Form.Item name="forget" hidden>
          <Select mode="multiple" />
        </Form.Item>
        <Form.Item
          className={styles.wide}
          name="host"
          label={t('workbench-connections.form.host')}
          extra={
            unknown !== '' && (
              <span role="status" className={styles.unknown}>
                {t('workbench-connections.form.jump_unknown', { jump: unknown })}
              </span>
            )
          }
          rules={[{ required: true, whitespace: true, message: t('workbench-connections.form.host_needed') }]}
        >
          <Input
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={255}
            placeholder={t('workbench-connections.form.host_hint')}
            onPaste={(event) => {
              if (take(event.clipboardData.getData('text'))) event.preventDefault();
            }}
            onBlur={(event) => take(event.target.value)}
          />
        </Form.Item>
        <Form.Item
          name="port"
          label={t('workbench-connections.form.port')}
          rules={[{ required: true, message: t('workbench-connections.form.port_needed') }]}
        >
          <InputNumber min={1} max={65535} className={styles.full} />
        </Form.Item>
        <Form.Item
          className={styles.half}
          name="username"
          label={t('workbench-connections.form.username')}
          rules={[
            { required: true, whitespace: true, message: t('workbench-connections.form.username_needed') },
          ]}
        >
          <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
        <Form.Item className={styles.half} name="name" label={t('workbench-connections.form.name')}>
          <Input autoComplete="off" maxLength={80} placeholder={t('workbench-connections.form.name_hint')} />
        </Form.Item>
        <Form.Item className={styles.line} name="auth" label={t('workbench-connections.form.auth')}>
          <Segmented
            aria-label={t('workbench-connections.form.auth')}
            options={ways.map((way) => ({ value: way, label: t(`workbench-connections.form.auth_${way}`) }))}
          />
        </Form.Item>
        <SecretFields form={form} auth={auth} saved={saved} />
        <Form.Item className={styles.half} name="folder" label={t('workbench-connections.form.folder')}>
          <FolderField folders={list.folders} />
        </Form.Item>
        <Form.Item className={styles.half} name="tags" label={t('workbench-connections.form.tags')}>
          <TagsField
            tags={allTags(list.connections)}
            placeholder={t('workbench-connections.form.tags_hint')}
          />
        </Form.Item>
        <Collapse
          ghost
          className={styles.line}
          activeKey={more ? ['more'] : []}
          onChange={(keys) => setMore(keys.length > 0)}
          items={[
            {
              key: 'more',
              label: t('workbench-connections.form.advanced'),
              forceRender: true,
              children: <AdvancedFields list={list} own={saved?.id} />,
            },
          ]}
        />
        {/* Enter in a field saves and connects; the buttons themselves stand in the dialog's foot. */}
        <button type="submit" hidden />
      </Form>
      {/* Beside the form and not in it, because questions of a trial are forms of their own. */}
      <Trial read={read} savedId={saved?.id} />
      {refusal !== '' && (
        <p className={styles.refusal} role="alert">
          {refusal}
        </p>
      )}
    </Modal>
  );
}
