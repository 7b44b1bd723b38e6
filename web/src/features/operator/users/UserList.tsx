import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listUsersInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { Filters, filterSearch } from '../../../ui/Filters';
import { ListFoot } from '../../../ui/ListFoot';
import { Panel } from '../../../ui/Page';
import { SearchField } from '../../../ui/SearchField';
import { UserTable } from './UserTable';

const PAGE = 50;

interface UserListProps {
  query: string;
  current: string | undefined;
  onQuery: (query: string) => void;
}

/** Everybody, newest first, or those whose name has what was asked for in it. */
export function UserList({ query, current, onQuery }: UserListProps) {
  const { t } = useTranslation();
  const users = useInfiniteQuery({
    ...listUsersInfiniteOptions({ query: { query, limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel flush>
      <Filters label={t('users.filter')}>
        <SearchField className={filterSearch} value={query} label={t('users.search')} onChange={onQuery} />
      </Filters>
      <Answer query={users} loading={<Skeleton active paragraph={{ rows: 8 }} style={{ padding: 16 }} />}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.items);
          if (all.length === 0)
            return (
              <Empty
                title={t('users.none_found')}
                action={<Button onClick={() => onQuery('')}>{t('users.show_all')}</Button>}
              />
            );
          return (
            <>
              <UserTable users={all} current={current} stale={users.isPlaceholderData} />
              <ListFoot shown={all.length} query={users} />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
