import { AutoComplete } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './ConnectionForm.module.css';

interface FolderFieldProps {
  id?: string;
  value?: string;
  onChange?: (path: string) => void;
  folders: string[];
  placeholder?: string;
  /** What stands for the top level in the list. */
  top?: string;
}

/** A folder that is there, or the path of one that will be made. */
export function FolderField({ id, value, onChange, folders, placeholder, top = '' }: FolderFieldProps) {
  const { t } = useTranslation();
  return (
    <AutoComplete
      id={id}
      allowClear
      className={styles.full}
      value={value}
      onChange={(path: string | undefined) => onChange?.(path ?? '')}
      placeholder={placeholder ?? t('workbench-connections.form.folder_top')}
      options={[
        ...(top === '' ? [] : [{ value: top, label: t('workbench-connections.form.folder_top') }]),
        ...folders.map((path) => ({ value: path, label: path })),
      ]}
      showSearch={{
        filterOption: (typed, option) => (option?.label ?? '').toLowerCase().includes(typed.toLowerCase()),
      }}
    />
  );
}
