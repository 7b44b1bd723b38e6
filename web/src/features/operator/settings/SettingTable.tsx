import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { SettingOut } from '../../../api';
import { Empty } from '../../../ui/Answer';
import { DataTable, type Column } from '../../../ui/DataTable';
import { Filters, filterSearch } from '../../../ui/Filters';
import { Panel } from '../../../ui/Page';
import { Tag } from '../../../ui/Status';
import { marked, shown, wanted } from './settings';

/** Every setting in force. They are changed where the platform is started, so nothing can be edited here. */
export function SettingTable({ settings }: { settings: SettingOut[] }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [changedOnly, setChangedOnly] = useState(false);
  const rows = wanted(settings, query, changedOnly);
  const columns: Column<SettingOut>[] = [
    {
      key: 'name',
      title: t('operations.settings.name'),
      place: 'bare',
      long: true,
      cell: (setting) => <Name setting={setting} />,
    },
    {
      key: 'value',
      title: t('operations.settings.value'),
      long: true,
      cell: ({ value }) => <code>{shown(value)}</code>,
    },
    {
      key: 'default',
      title: t('operations.settings.default'),
      long: true,
      cell: (setting) => <code className="quiet">{shown(setting.default)}</code>,
    },
  ];
  return (
    <Panel flush>
      <Filters label={t('operations.settings.title')}>
        <Input.Search
          allowClear
          className={filterSearch}
          aria-label={t('operations.settings.search')}
          placeholder={t('operations.settings.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Checkbox checked={changedOnly} onChange={(event) => setChangedOnly(event.target.checked)}>
          {t('operations.settings.changed_only')}
        </Checkbox>
      </Filters>
      {rows.length === 0 ? (
        <Empty title={t('operations.settings.none')} />
      ) : (
        <DataTable
          caption={t('operations.settings.title')}
          columns={columns}
          rows={rows}
          rowKey={(setting) => setting.name}
        />
      )}
    </Panel>
  );
}

function Name({ setting }: { setting: SettingOut }) {
  const { t } = useTranslation();
  return (
    <>
      <code>{setting.name}</code>{' '}
      {setting.changed && <Tag tone="accent">{t('operations.settings.changed')}</Tag>}
      <div className="quiet small" lang="en">
        {marked(setting.description).map(({ text, isCode }, place) =>
          isCode ? <code key={place}>{text}</code> : <span key={place}>{text}</span>,
        )}
      </div>
    </>
  );
}
