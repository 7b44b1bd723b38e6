import { DownloadOutlined } from '@ant-design/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listEntriesInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../ui/Answer';
import { DateRange } from '../../ui/DateRange';
import { count } from '../../ui/format';
import { EntryTable } from './EntryTable';
import styles from './Rows.module.css';
import { sheetOf, span } from './sheets';
import { KINDS } from './words';

export interface EntriesFilter {
  kind?: string;
  from?: string;
  to?: string;
}

interface EntriesTabProps {
  filter: EntriesFilter;
  onFilter: (filter: EntriesFilter) => void;
}

const PAGE = 50;

/** Every move of the wallet, newest first. Live news renew the pages that are loaded, so that nobody loses their place. */
export function EntriesTab({ filter, onFilter }: EntriesTabProps) {
  const { t } = useTranslation();
  const entries = useInfiniteQuery({
    ...listEntriesInfiniteOptions({
      query: { limit: PAGE, kind: filter.kind, ...span({ from: filter.from, to: filter.to }) },
    }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <Filters filter={filter} onFilter={onFilter} />
      <Answer query={entries} loading={<Skeleton active paragraph={{ rows: 9 }} style={{ padding: 16 }} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Nothing filtered={filtered} onClear={() => onFilter({})} />;
          return (
            <div className={entries.isPlaceholderData ? styles.stale : undefined}>
              <EntryTable entries={items} />
              <div className={styles.foot}>
                <span className="quiet small" role="status">
                  {t('billing.loaded', { shown: count(items.length) })}
                </span>
                {entries.hasNextPage ? (
                  <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                    {t('common.load_more')}
                  </Button>
                ) : (
                  items.length > PAGE && <span className="quiet small">{t('billing.entries_end')}</span>
                )}
              </div>
            </div>
          );
        }}
      </Answer>
    </>
  );
}

function Filters({ filter, onFilter }: EntriesTabProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.filters}>
      <Select
        aria-label={t('billing.kind')}
        className={styles.select}
        value={filter.kind ?? ''}
        options={[
          { value: '', label: t('common.all') },
          ...KINDS.map((kind) => ({ value: kind, label: t(`billing.kinds.${kind}`) })),
        ]}
        onChange={(kind: string) => onFilter({ ...filter, kind: kind || undefined })}
      />
      <DateRange
        from={filter.from}
        to={filter.to}
        endless
        onChange={(days) => onFilter({ kind: filter.kind, ...days })}
      />
      <span className={styles.spacer} />
      <Button
        icon={<DownloadOutlined />}
        href={sheetOf('/api/v1/wallet/entries.csv', { kind: filter.kind, from: filter.from, to: filter.to })}
        download
      >
        {t('common.export_csv')}
      </Button>
    </div>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (!filtered) return <Empty title={t('billing.no_entries')}>{t('billing.no_entries_lead')}</Empty>;
  return (
    <Empty
      title={t('billing.nothing_matches')}
      action={<Button onClick={onClear}>{t('billing.clear_filters')}</Button>}
    />
  );
}
