import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { BuildView } from '../../../api';
import { getImageBuildLogOptions } from '../../../api/@tanstack/react-query.gen';
import styles from './FailedBuild.module.css';
import { lastLines } from './builds';
import { FailureAdvice } from './FailureAdvice';

const LINES = 8;

/** A build that failed: what it said, the end of its log, and what to do. */
export function FailedBuild({ build }: { build: BuildView }) {
  const { t } = useTranslation();
  // A build that is over writes no more.
  const log = useQuery({ ...getImageBuildLogOptions({ path: { build_id: build.id } }), staleTime: Infinity });
  const end = lastLines(typeof log.data === 'string' ? log.data : '', LINES);
  return (
    <div className={styles.failed}>
      <FailureAdvice build={build} />
      {end !== '' && (
        <figure className={styles.end}>
          <figcaption className="quiet small">{t('catalogue.log_end')}</figcaption>
          {/* A long line scrolls, and what scrolls must be reachable from the keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre tabIndex={0}>{end}</pre>
        </figure>
      )}
    </div>
  );
}
