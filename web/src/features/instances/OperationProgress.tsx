import type { OperationOut } from '../../api';
import { useTranslation } from 'react-i18next';

import { Bar } from '../../ui/Bar';
import { duration, percent } from '../../ui/format';
import { useNow } from '../../ui/ticking';
import { progressOf } from './progress';
import styles from './OperationProgress.module.css';

/** What an operation is doing right now, how far it has come and for how long. */
export function OperationProgress({ operation }: { operation: OperationOut }) {
  const { t } = useTranslation();
  const { percent: share, doing, inTrouble, hasBar } = progressOf(operation);
  return (
    <span className={styles.progress}>
      {hasBar && (
        <span className={styles.share}>
          <Bar
            percent={share}
            tone={inTrouble ? 'attention' : 'busy'}
            label={t('instances.progress', { doing })}
          />
          <span className="num">
            {percent(share)} · <Elapsed since={operation.created_at} />
          </span>
        </span>
      )}
      <span className={inTrouble ? styles.trouble : 'quiet'}>
        {doing}
        {!hasBar && (
          <>
            {' '}
            · <Elapsed since={operation.created_at} />
          </>
        )}
      </span>
    </span>
  );
}

/** How long ago that was, by the second. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow();
  return <span className="num">{duration(now - Date.parse(since))}</span>;
}
