import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listAllInstancesInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { Filters, filterSelect } from '../../../ui/Filters';
import { ListFoot } from '../../../ui/ListFoot';
import { CommonFilters } from './CommonFilters';
import { instanceQuery, isFiltered, NOTHING, STATES, type Change, type EverythingSearch } from './filters';
import { InstanceTable } from './InstanceTable';

const PAGE = 50;

interface TabProps {
  search: EverythingSearch;
  onSearch: (change: Change) => void;
}

/** The instances of all renters, newest first. */
export function InstancesTab({ search, onSearch }: TabProps) {
  const { t } = useTranslation();
  const instances = useInfiniteQuery({
    ...listAllInstancesInfiniteOptions({ query: { ...instanceQuery(search), limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Filters label={t('operations.filter')}>
        <CommonFilters search={search} onSearch={onSearch} />
        <Select
          className={filterSelect}
          aria-label={t('operations.state')}
          placeholder={t('operations.any_state')}
          allowClear
          value={instanceQuery(search).state}
          options={STATES.map((state) => ({ value: state, label: t(`states.${state}`) }))}
          onChange={(state: string | undefined) => onSearch({ state })}
        />
      </Filters>
      <Answer query={instances} loading={<Skeleton active paragraph={{ rows: 8 }} style={{ padding: 16 }} />}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.items);
          if (all.length === 0) return <Nothing search={search} onSearch={onSearch} />;
          return (
            <>
              <InstanceTable
                instances={all}
                seenAt={instances.dataUpdatedAt}
                current={search.instance}
                stale={instances.isPlaceholderData}
              />
              <ListFoot shown={all.length} query={instances} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Nothing({ search, onSearch }: TabProps) {
  const { t } = useTranslation();
  if (!isFiltered(search))
    return <Empty title={t('operations.no_instances')}>{t('operations.no_instances_lead')}</Empty>;
  return (
    <Empty
      title={t('operations.none_found')}
      action={<Button onClick={() => onSearch(NOTHING)}>{t('operations.clear')}</Button>}
    />
  );
}
