import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { searchLedgerInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { ListFoot } from '../../../ui/ListFoot';
import { Panel } from '../../../ui/Page';
import { isFiltered, ledgerQuery, NOTHING, type LedgerSearch } from './filter';
import { LedgerFilters } from './LedgerFilters';
import { LedgerTable } from './LedgerTable';

const PAGE = 50;

interface LedgerListProps {
  search: LedgerSearch;
  /** Changes what is named and leaves the rest. */
  onSearch: (change: LedgerSearch) => void;
}

/** Every move of money there was, newest first, or those that meet everything asked for. */
export function LedgerList({ search, onSearch }: LedgerListProps) {
  const lines = useInfiniteQuery({
    ...searchLedgerInfiniteOptions({ query: { ...ledgerQuery(search), limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel flush>
      <LedgerFilters search={search} onChange={onSearch} />
      <Answer query={lines} loading={<Skeleton active paragraph={{ rows: 10 }} style={{ padding: 16 }} />}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.items);
          if (entries.length === 0) return <Nothing filtered={isFiltered(search)} onSearch={onSearch} />;
          return (
            <>
              <LedgerTable entries={entries} current={search.entry} stale={lines.isPlaceholderData} />
              <ListFoot shown={entries.length} query={lines} />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function Nothing({ filtered, onSearch }: { filtered: boolean; onSearch: (change: LedgerSearch) => void }) {
  const { t } = useTranslation();
  if (!filtered) return <Empty title={t('ledger.none')}>{t('ledger.none_lead')}</Empty>;
  return (
    <Empty
      title={t('ledger.none_found')}
      action={<Button onClick={() => onSearch(NOTHING)}>{t('ledger.clear')}</Button>}
    >
      {t('ledger.none_found_lead')}
    </Empty>
  );
}
