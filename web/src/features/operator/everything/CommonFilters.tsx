import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { filterSearch } from '../../../ui/Filters';
import { SearchField } from '../../../ui/SearchField';
import { UserPicker } from '../users/UserPicker';
import type { Change, EverythingSearch } from './filters';
import { HostPicker } from './HostPicker';

interface CommonFiltersProps {
  search: EverythingSearch;
  onSearch: (change: Change) => void;
}

/** What instances and operations are found by alike. */
export function CommonFilters({ search, onSearch }: CommonFiltersProps) {
  const { t } = useTranslation();
  const find = useCallback((text: string) => onSearch({ query: text || undefined }), [onSearch]);
  return (
    <>
      <SearchField
        className={filterSearch}
        value={search.query ?? ''}
        label={t('operations.search')}
        onChange={find}
      />
      <UserPicker value={search.user} label={t('operations.user')} onChange={(user) => onSearch({ user })} />
      <HostPicker value={search.host} onChange={(host) => onSearch({ host })} />
    </>
  );
}
