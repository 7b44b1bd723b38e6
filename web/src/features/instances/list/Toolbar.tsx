import { Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';

import { count } from '../../../ui/format';
import { countsOf, type StateKind } from '../filter';
import type { Instance } from '../model';
import styles from './Toolbar.module.css';

interface ToolbarProps {
  instances: Instance[];
  query: string;
  state: StateKind | undefined;
  onChange: (change: { query?: string; state?: StateKind | undefined }) => void;
}

/** Search and a filter by state, with how many there are of each. */
export function Toolbar({ instances, query, state, onChange }: ToolbarProps) {
  const { t } = useTranslation();
  const counts = countsOf(instances);
  const kinds = (['running', 'busy', 'stopped', 'failed'] as const).filter(
    (kind) => counts[kind] > 0 || kind === state,
  );
  return (
    <div className={styles.toolbar}>
      <Input.Search
        className={styles.search}
        allowClear
        value={query}
        placeholder={t('instances.search')}
        aria-label={t('instances.search')}
        onChange={(event) => onChange({ query: event.target.value })}
      />
      <div className={styles.kinds}>
        <Segmented
          value={state ?? 'all'}
          aria-label={t('instances.filter')}
          onChange={(value) => onChange({ state: value === 'all' ? undefined : (value as StateKind) })}
          options={[
            { value: 'all', label: `${t('common.all')} ${count(instances.length)}` },
            ...kinds.map((kind) => ({
              value: kind,
              label: `${t(`instances.kinds.${kind}`)} ${count(counts[kind])}`,
            })),
          ]}
        />
      </div>
    </div>
  );
}
