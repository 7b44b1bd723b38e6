import { useTranslation } from 'react-i18next';

import type { BuildView } from '../../../api';
import { Bar } from '../../../ui/Bar';
import { duration, percent } from '../../../ui/format';
import { useNow } from '../../../ui/ticking';
import styles from './BuildProgress.module.css';
import { buildWords } from './builds';

/** What a build is doing, how far it is and for how long. */
export function BuildProgress({ build }: { build: BuildView }) {
  const { t } = useTranslation();
  const now = useNow();
  const words = buildWords(build);
  const isInTrouble = build.state === 'queued' ? build.attempts > 0 : build.attempts > 1;
  return (
    <span className={styles.progress}>
      <span className={styles.share}>
        <Bar
          percent={build.percent}
          tone={isInTrouble ? 'attention' : 'busy'}
          label={t('catalogue.progress_of', { name: build.name })}
        />
        <span className="num">{percent(build.percent)}</span>
      </span>
      <span className={`${isInTrouble ? styles.trouble : 'quiet'} num`}>
        {words} · {duration(now - Date.parse(build.created_at))}
      </span>
    </span>
  );
}
