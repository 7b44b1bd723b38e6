import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listAuditInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { ListFoot } from '../../../ui/ListFoot';
import { Panel } from '../../../ui/Page';
import { AuditFilters } from './AuditFilters';
import { AuditTable } from './AuditTable';
import { auditQuery, isFiltered, type AuditSearch } from './filter';

const PAGE = 50;
const NOTHING: AuditSearch = {
  action: undefined,
  actor: undefined,
  target: undefined,
  from: undefined,
  to: undefined,
};

interface AuditLogProps {
  search: AuditSearch;
  /** Changes what is named and leaves the rest. */
  onSearch: (change: AuditSearch) => void;
}

/** Every privileged or money-moving act, newest first. */
export function AuditLog({ search, onSearch }: AuditLogProps) {
  const { t } = useTranslation();
  const acts = useInfiniteQuery({
    ...listAuditInfiniteOptions({ query: { ...auditQuery(search), limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel flush>
      <AuditFilters search={search} onChange={onSearch} />
      <Answer query={acts} loading={<Skeleton active paragraph={{ rows: 10 }} style={{ padding: 16 }} />}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.items);
          if (entries.length === 0)
            return (
              <Empty
                title={isFiltered(search) ? t('audit.none_found') : t('audit.none')}
                action={
                  isFiltered(search) && <Button onClick={() => onSearch(NOTHING)}>{t('audit.clear')}</Button>
                }
              />
            );
          return (
            <>
              <AuditTable entries={entries} stale={acts.isPlaceholderData} />
              <ListFoot shown={entries.length} query={acts} />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
