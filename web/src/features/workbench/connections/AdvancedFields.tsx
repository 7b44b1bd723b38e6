import { Form, Input, InputNumber, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ConnectionList } from '../api';
import styles from './ConnectionForm.module.css';

/** What most connections never need. */
export function AdvancedFields({ list, own }: { list: ConnectionList; own?: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles.advanced}>
      <Form.Item name="jump_id" label={t('workbench-connections.form.jump')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('workbench-connections.form.jump_none')}
          options={list.connections
            .filter((one) => one.id !== own)
            .map((one) => ({ value: one.id, label: `${one.name} (${one.host})` }))}
        />
      </Form.Item>
      <Form.Item name={['options', 'encoding']} label={t('workbench-connections.form.encoding')}>
        <Select
          options={[
            { value: 'utf-8', label: 'UTF-8' },
            { value: 'gbk', label: 'GBK' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name={['options', 'start_directory']}
        label={t('workbench-connections.form.start_directory')}
      >
        <Input className="mono" autoComplete="off" spellCheck={false} maxLength={1024} />
      </Form.Item>
      <Form.Item name={['options', 'start_command']} label={t('workbench-connections.form.start_command')}>
        <Input className="mono" autoComplete="off" spellCheck={false} maxLength={4000} />
      </Form.Item>
      <Form.Item name={['options', 'keepalive_seconds']} label={t('workbench-connections.form.keepalive')}>
        <InputNumber
          min={0}
          max={600}
          className={styles.full}
          suffix={t('workbench-connections.form.keepalive_unit')}
        />
      </Form.Item>
      <Form.Item
        name={['options', 'keep']}
        valuePropName="checked"
        label={t('workbench-connections.form.keep_on_machine')}
        extra={t('workbench-connections.form.keep_hint')}
      >
        <Switch />
      </Form.Item>
      <Form.Item className={styles.line} name="note" label={t('workbench-connections.form.note')}>
        {/* Not by `autoSize`, which measures with a style attribute, and the content policy forbids those. */}
        <Input.TextArea rows={3} maxLength={4000} />
      </Form.Item>
    </div>
  );
}
