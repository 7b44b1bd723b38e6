import { DownloadOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { DateRange } from '../../../ui/DateRange';
import { filterEnd, Filters, filterSearch, filterSelect } from '../../../ui/Filters';
import { SearchField } from '../../../ui/SearchField';
import { UserPicker } from '../users/UserPicker';
import { ACTIONS, type Room } from './acts';
import { auditSheet, type AuditSearch } from './filter';
import { actWord } from './words';

interface AuditFiltersProps {
  search: AuditSearch;
  onChange: (change: AuditSearch) => void;
}

export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { t } = useTranslation();
  const find = useCallback((text: string) => onChange({ target: text || undefined }), [onChange]);
  return (
    <Filters label={t('audit.filter')}>
      <ActionPicker value={search.action} onChange={(action) => onChange({ action })} />
      <UserPicker value={search.actor} label={t('audit.actor')} onChange={(actor) => onChange({ actor })} />
      <SearchField
        className={filterSearch}
        value={search.target ?? ''}
        label={t('audit.target_id')}
        onChange={find}
      />
      <DateRange from={search.from} to={search.to} endless onChange={(days) => onChange(days)} />
      <Button className={filterEnd} icon={<DownloadOutlined />} href={auditSheet(search)} download>
        {t('common.export_csv')}
      </Button>
    </Filters>
  );
}

/** One kind of act, or all of one room. */
function ActionPicker({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (action: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const options = (Object.keys(ACTIONS) as Room[]).map((room) => ({
    label: t(`audit.room.${room}`),
    options: [
      { value: room, label: t('audit.all_of', { room: t(`audit.room.${room}`) }) },
      ...ACTIONS[room].map((act) => ({ value: `${room}.${act}`, label: actWord(`${room}.${act}`) })),
    ],
  }));
  return (
    <Select
      className={filterSelect}
      aria-label={t('audit.what')}
      placeholder={t('audit.any_act')}
      allowClear
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      options={options}
      onChange={(action: string | undefined) => onChange(action)}
    />
  );
}
