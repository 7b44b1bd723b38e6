import { Button, Select } from 'antd';
import { CloseOutlined } from '@ant-design/icons';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { DateRange } from '../../../ui/DateRange';
import { Filters, filterSearch, filterSelect } from '../../../ui/Filters';
import { SearchField } from '../../../ui/SearchField';
import { UserPicker } from '../users/UserPicker';
import type { LedgerSearch } from './filter';

const KINDS = ['credit', 'debit', 'redeem', 'usage'] as const;

interface LedgerFiltersProps {
  search: LedgerSearch;
  onChange: (change: LedgerSearch) => void;
}

export function LedgerFilters({ search, onChange }: LedgerFiltersProps) {
  const { t } = useTranslation();
  const find = useCallback((text: string) => onChange({ query: text || undefined }), [onChange]);
  return (
    <Filters label={t('ledger.filter')}>
      <SearchField
        className={filterSearch}
        value={search.query ?? ''}
        label={t('ledger.search')}
        onChange={find}
      />
      <Select
        className={filterSelect}
        aria-label={t('ledger.kind')}
        placeholder={t('ledger.any_kind')}
        allowClear
        value={search.kind}
        options={KINDS.map((kind) => ({ value: kind, label: t(`ledger.filter_kinds.${kind}`) }))}
        onChange={(kind: string | undefined) => onChange({ kind })}
      />
      <UserPicker value={search.user} label={t('ledger.user')} onChange={(user) => onChange({ user })} />
      <DateRange from={search.from} to={search.to} endless onChange={(days) => onChange(days)} />
      {search.reference !== undefined && (
        <Button
          icon={<CloseOutlined aria-hidden />}
          iconPlacement="end"
          onClick={() => onChange({ reference: undefined })}
        >
          {t('ledger.about', { id: search.reference })}
        </Button>
      )}
    </Filters>
  );
}
