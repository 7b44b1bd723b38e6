import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { count } from './format';
import styles from './ListFoot.module.css';

interface ListFootProps {
  /** How many rows are shown. */
  shown: number;
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** Under a list that comes in pages: how much of it there is, and the way to more. */
export function ListFoot({ shown, query }: ListFootProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.foot}>
      <span className="quiet small num" role="status">
        {t('common.shown', { shown: count(shown) })}
      </span>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.load_more')}
        </Button>
      )}
    </div>
  );
}
