import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';

import { getOverviewOptions } from '../../../api/@tanstack/react-query.gen';
import { count } from '../../../ui/format';
import { Panel } from '../../../ui/Page';
import styles from './Everything.module.css';
import type { Change, EverythingSearch } from './filters';
import { InstancesTab } from './InstancesTab';
import { OperationsTab } from './OperationsTab';
import { StraysTab } from './StraysTab';

interface EverythingTabsProps {
  search: EverythingSearch;
  onSearch: (change: Change) => void;
  onTab: (tab: EverythingSearch['tab']) => void;
}

/** Everybody's instances, what is being done to them, and what nobody knows; which one is in the address. */
export function EverythingTabs({ search, onSearch, onTab }: EverythingTabsProps) {
  const { t } = useTranslation();
  const overview = useQuery(getOverviewOptions()).data;
  const alive = Object.values(overview?.instances ?? {}).reduce((sum, many) => sum + many, 0);
  const label = (name: string, many: number | undefined) =>
    many === undefined || many === 0 ? name : t('operations.tab_count', { name, many: count(many) });
  return (
    <Panel flush>
      <Tabs
        className={styles.tabs}
        activeKey={search.tab ?? 'instances'}
        destroyOnHidden
        onChange={(key) => onTab(key === 'operations' || key === 'strays' ? key : undefined)}
        items={[
          {
            key: 'instances',
            label: label(t('operations.tabs.instances'), alive),
            children: <InstancesTab search={search} onSearch={onSearch} />,
          },
          {
            key: 'operations',
            label: label(t('operations.tabs.operations'), overview?.operations_under_way),
            children: <OperationsTab search={search} onSearch={onSearch} />,
          },
          {
            key: 'strays',
            label: label(t('operations.tabs.strays'), overview?.strays),
            children: <StraysTab />,
          },
        ]}
      />
    </Panel>
  );
}
