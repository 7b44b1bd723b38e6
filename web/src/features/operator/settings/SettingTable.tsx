import { Checkbox, Input, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { SettingOut } from '../../../api';
import { Panel } from '../../../ui/Page';
import { Tag } from '../../../ui/Status';
import { shown, wanted } from './settings';

/** Every setting in force. They are changed where the platform is started, so nothing can be edited here. */
export function SettingTable({ settings }: { settings: SettingOut[] }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [changedOnly, setChangedOnly] = useState(false);
  const rows = wanted(settings, query, changedOnly);
  const columns: TableColumnsType<SettingOut> = [
    {
      title: t('operations.settings.name'),
      dataIndex: 'name',
      width: 360,
      render: (name: string, setting) => (
        <>
          <code>{name}</code> {setting.changed && <Tag tone="accent">{t('operations.settings.changed')}</Tag>}
          <div className="quiet small" lang="en">
            {setting.description}
          </div>
        </>
      ),
    },
    {
      title: t('operations.settings.value'),
      dataIndex: 'value',
      render: (value: SettingOut['value']) => <code>{shown(value)}</code>,
    },
    {
      title: t('operations.settings.default'),
      dataIndex: 'default',
      render: (value: SettingOut['default']) => <code className="quiet">{shown(value)}</code>,
    },
  ];
  return (
    <Panel
      flush
      title={
        <Input.Search
          allowClear
          aria-label={t('common.search')}
          placeholder={t('operations.settings.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          style={{ width: 280 }}
        />
      }
      extra={
        <Checkbox checked={changedOnly} onChange={(event) => setChangedOnly(event.target.checked)}>
          {t('operations.settings.changed_only')}
        </Checkbox>
      }
    >
      <Table rowKey="name" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 800 }} />
    </Panel>
  );
}
