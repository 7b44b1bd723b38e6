import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';

import { isDay } from '../../ui/days';
import { Panel } from '../../ui/Page';
import styles from './BillingTabs.module.css';
import { EntriesTab } from './EntriesTab';
import { ForecastTab } from './ForecastTab';
import { StatementTab } from './StatementTab';

export interface BillingAddress {
  tab?: 'statement' | 'forecast';
  kind?: string;
  instance?: string;
  from?: string;
  to?: string;
}

interface BillingTabsProps {
  search: BillingAddress;
  onSearch: (search: BillingAddress) => void;
}

/** What came and went, what was charged, and what is to come; which one, and its filters, are in the address. */
export function BillingTabs({ search, onSearch }: BillingTabsProps) {
  const { t } = useTranslation();
  const { tab, kind, instance } = search;
  const range = {
    from: isDay(search.from) ? search.from : undefined,
    to: isDay(search.to) ? search.to : undefined,
  };
  return (
    <Panel flush>
      <Tabs
        className={styles.tabs}
        activeKey={tab ?? 'entries'}
        destroyOnHidden
        onChange={(key) => onSearch(key === 'statement' || key === 'forecast' ? { tab: key } : {})}
        items={[
          {
            key: 'entries',
            label: t('billing.tabs.entries'),
            children: <EntriesTab filter={{ kind, ...range }} onFilter={onSearch} />,
          },
          {
            key: 'statement',
            label: t('billing.tabs.statement'),
            children: (
              <StatementTab
                filter={{ instance, ...range }}
                onFilter={(filter) => onSearch({ tab: 'statement', ...filter })}
              />
            ),
          },
          { key: 'forecast', label: t('billing.tabs.forecast'), children: <ForecastTab /> },
        ]}
      />
    </Panel>
  );
}
