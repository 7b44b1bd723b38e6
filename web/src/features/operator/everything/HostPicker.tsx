import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { listHostsOptions } from '../../../api/@tanstack/react-query.gen';
import { filterSelect } from '../../../ui/Filters';

interface HostPickerProps {
  /** An id. */
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

export function HostPicker({ value, onChange }: HostPickerProps) {
  const { t } = useTranslation();
  const hosts = useQuery(listHostsOptions());
  const options = (hosts.data ?? []).map((host) => ({
    value: host.id,
    label: `${host.region} · ${host.name}`,
  }));
  return (
    <Select
      className={filterSelect}
      aria-label={t('operations.host')}
      placeholder={t('operations.any_host')}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      options={options}
      onChange={(id: string | undefined) => onChange(id)}
    />
  );
}
