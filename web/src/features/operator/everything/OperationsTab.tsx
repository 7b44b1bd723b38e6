import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listAllOperationsInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { Filters } from '../../../ui/Filters';
import { ListFoot } from '../../../ui/ListFoot';
import { CommonFilters } from './CommonFilters';
import styles from './Everything.module.css';
import {
  isFiltered,
  NOTHING,
  OPERATION_STATES,
  operationQuery,
  type Change,
  type EverythingSearch,
} from './filters';
import { OperationTable } from './OperationTable';

const PAGE = 50;

interface TabProps {
  search: EverythingSearch;
  onSearch: (change: Change) => void;
}

/** What is being done and was done to instances, newest first. */
export function OperationsTab({ search, onSearch }: TabProps) {
  const { t } = useTranslation();
  const wanted = operationQuery(search);
  const operations = useInfiniteQuery({
    ...listAllOperationsInfiniteOptions({ query: { ...wanted, limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Filters label={t('operations.filter')}>
        <CommonFilters search={search} onSearch={onSearch} />
        <div className={styles.states}>
          <Segmented
            aria-label={t('operations.state')}
            value={wanted.state ?? 'all'}
            options={[
              { value: 'all', label: t('common.all') },
              ...OPERATION_STATES.map((state) => ({
                value: state,
                label: t(`instances.operation.${state}`),
              })),
            ]}
            onChange={(state) => onSearch({ state: state === 'all' ? undefined : state, failed: undefined })}
          />
        </div>
      </Filters>
      <Answer
        query={operations}
        loading={<Skeleton active paragraph={{ rows: 8 }} style={{ padding: 16 }} />}
      >
        {({ pages }) => {
          const all = pages.flatMap((page) => page.items);
          if (all.length === 0)
            return (
              <Empty
                title={isFiltered(search) ? t('operations.none_found') : t('operations.no_operations')}
                action={
                  isFiltered(search) && (
                    <Button onClick={() => onSearch(NOTHING)}>{t('operations.clear')}</Button>
                  )
                }
              />
            );
          return (
            <>
              <OperationTable operations={all} stale={operations.isPlaceholderData} />
              <ListFoot shown={all.length} query={operations} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
