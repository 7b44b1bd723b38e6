import { useQuery } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { Auth } from '../api';
import { changeConnections, connectionsQuery } from './calls';
import styles from './ConnectionForm.module.css';
import { FolderField } from './FolderField';
import { TagsField } from './TagsField';
import { allTags } from './tree';

interface Values {
  folder?: string;
  add_tags?: string[];
  remove_tags?: string[];
  username?: string;
  port?: number | null;
  auth?: Auth;
  password?: string;
  jump_id?: string;
}

/** Keys are one for each connection. */
const WAYS = ['password', 'ask'] as const satisfies Auth[];

/** The same change to several connections: only what is filled in is changed. */
export function BulkEdit({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useAct();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const way = Form.useWatch('auth', form);
  const { data } = useQuery(connectionsQuery);
  const connections = data?.connections ?? [];
  const count = ids.length;
  const same = t('workbench-connections.bulk.unchanged');
  const tags = allTags(connections);

  async function save(values: Values) {
    const filled = Object.entries(values).filter(
      ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
    );
    if (filled.length === 0) {
      message.info(t('workbench-connections.bulk.nothing'));
      return;
    }
    const change = Object.fromEntries(filled) as Record<string, never>;
    // In a change of many, nothing is said by an empty one: "no jump host" and "top level" have signs of their own.
    if (values.folder === '/') Object.assign(change, { folder: '' });
    if (values.jump_id === 'none') Object.assign(change, { jump_id: '' });
    setBusy(true);
    try {
      await act(() => changeConnections({ ids, ...change }), t('workbench-connections.bulk.done', { count }));
      onClose();
    } catch {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      width={600}
      title={t('workbench-connections.bulk.title', { count })}
      okText={t('common.save')}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <p className="quiet">{t('workbench-connections.bulk.lead')}</p>
      <Form form={form} name="bulk" layout="vertical" onFinish={save} className={styles.form}>
        <Form.Item className={styles.half} name="folder" label={t('workbench-connections.form.folder')}>
          <FolderField folders={data?.folders ?? []} placeholder={same} top="/" />
        </Form.Item>
        <Form.Item className={styles.half} name="add_tags" label={t('workbench-connections.bulk.add_tags')}>
          <TagsField tags={tags} placeholder={same} />
        </Form.Item>
        <Form.Item
          className={styles.half}
          name="remove_tags"
          label={t('workbench-connections.bulk.remove_tags')}
        >
          <TagsField known tags={tags} placeholder={same} />
        </Form.Item>
        <Form.Item className={styles.half} name="username" label={t('workbench-connections.form.username')}>
          <Input autoComplete="off" spellCheck={false} placeholder={same} maxLength={64} />
        </Form.Item>
        <Form.Item className={styles.half} name="port" label={t('workbench-connections.form.port')}>
          <InputNumber min={1} max={65535} placeholder={same} className={styles.full} />
        </Form.Item>
        <Form.Item className={styles.half} name="auth" label={t('workbench-connections.form.auth')}>
          <Select
            allowClear
            placeholder={same}
            options={WAYS.map((way) => ({ value: way, label: t(`workbench-connections.form.auth_${way}`) }))}
          />
        </Form.Item>
        {way === 'password' && (
          <Form.Item className={styles.half} name="password" label={t('workbench-connections.form.password')}>
            <Input.Password autoComplete="new-password" placeholder={same} />
          </Form.Item>
        )}
        <Form.Item className={styles.half} name="jump_id" label={t('workbench-connections.form.jump')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={same}
            options={[
              { value: 'none', label: t('workbench-connections.form.jump_none') },
              ...connections
                .filter((one) => !ids.includes(one.id))
                .map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
