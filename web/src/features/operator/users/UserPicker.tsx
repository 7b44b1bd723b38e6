import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listUsersOptions } from '../../../api/@tanstack/react-query.gen';
import { filterSelect } from '../../../ui/Filters';
import { useUserName } from './useUserName';

const SHOWN = 20;

interface UserPickerProps {
  /** An id. */
  value: string | undefined;
  label: string;
  onChange: (id: string | undefined) => void;
}

/** Chooses one of all users, by a part of the name. */
export function UserPicker({ value, label, onChange }: UserPickerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed);
  const found = useQuery({
    ...listUsersOptions({ query: { query, limit: SHOWN } }),
    placeholderData: keepPreviousData,
  });
  const name = useUserName(value ?? '');
  const options = (found.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }));
  const listed = options.find((one) => one.value === value)?.label;
  const chosen = value === undefined ? undefined : { value, label: listed ?? name ?? value };
  return (
    <Select
      className={filterSelect}
      aria-label={label}
      placeholder={label}
      allowClear
      labelInValue
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={chosen}
      options={options}
      notFoundContent={t('users.none_found')}
      onChange={(next: { value: string } | undefined) => onChange(next?.value)}
    />
  );
}
