import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { problemOf, sentence } from '../app/problem';
import styles from './Answer.module.css';

/** Nothing here, and what to do about it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children !== undefined && <div className="quiet">{children}</div>}
      {action !== undefined && <div className={styles.emptyAction}>{action}</div>}
    </div>
  );
}

/** What went wrong in one sentence, with the way to try again and the number to tell the operator. */
export function Failure({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const { t } = useTranslation();
  const problem = problemOf(error);
  return (
    <div className={styles.failure} role="alert">
      <p>{sentence(problem)}</p>
      {problem.requestId !== '' && (
        <p className="quiet small">{t('common.request_id', { id: problem.requestId })}</p>
      )}
      {retry !== undefined && (
        <Button size="small" onClick={() => void retry()}>
          {t('common.try_again')}
        </Button>
      )}
    </div>
  );
}

interface AnswerProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  /** Stands where the content will, in its size, so that nothing jumps. */
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** What a query has answered: its data as soon as there are any, else why not, else a skeleton. */
export function Answer<T>({ query, loading, children }: AnswerProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && query.error !== undefined)
    return <Failure error={query.error} retry={query.refetch} />;
  return loading ?? <Skeleton active className={styles.skeleton} />;
}
