import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { BuildView } from '../../../api';
import { listImageBuildsInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { time } from '../../../ui/format';
import styles from './BuildHistory.module.css';
import { BuildState } from './BuildState';

/** Every build there was, newest first. */
export function BuildHistory({ onLog }: { onLog: (build: BuildView) => void }) {
  const { t } = useTranslation();
  const builds = useInfiniteQuery({
    ...listImageBuildsInfiniteOptions({ query: { limit: 20 } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
  });
  return (
    <Answer query={builds}>
      {(data) => {
        const rows = data.pages.flatMap((page) => page.items);
        if (rows.length === 0)
          return <Empty title={t('catalogue.no_builds')}>{t('catalogue.no_builds_lead')}</Empty>;
        return (
          <>
            <ul className={styles.list}>
              {rows.map((build) => (
                <Line key={build.id} build={build} onLog={onLog} />
              ))}
            </ul>
            {builds.hasNextPage && (
              <div className={styles.more}>
                <Button loading={builds.isFetchingNextPage} onClick={() => builds.fetchNextPage()}>
                  {t('common.load_more')}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function Line({ build, onLog }: { build: BuildView; onLog: (build: BuildView) => void }) {
  const { t } = useTranslation();
  return (
    <li className={styles.line}>
      <span>
        <strong>{build.name}</strong> <span className="quiet">{build.region}</span>
      </span>
      <BuildState build={build} />
      <span className={styles.error}>{build.error ?? ''}</span>
      <time className="quiet num" dateTime={build.created_at}>
        {time(build.created_at)}
      </time>
      <Button
        size="small"
        type="link"
        aria-label={t('catalogue.log_title', { name: build.name, region: build.region })}
        onClick={() => onLog(build)}
      >
        {t('catalogue.log')}
      </Button>
    </li>
  );
}
