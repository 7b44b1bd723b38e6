import { SwapOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { Bar } from '../../../../ui/Bar';
import { bytes, count, percent } from '../../../../ui/format';
import { summed } from './queue';
import { useQueue } from './store';
import styles from './Transfers.module.css';

/** The whole queue in one line; opens the list. */
export function Summary({ open, onTurn }: { open: boolean; onTurn: () => void }) {
  const { t } = useTranslation();
  const queue = useQueue();
  const sum = useMemo(() => summed(queue), [queue]);
  if (queue.length === 0) return null;
  const share = sum.size === 0 ? 0 : (sum.done / sum.size) * 100;
  const troubled = sum.failed + sum.conflicts > 0;
  return (
    <button
      type="button"
      className={`${styles.summary} ${troubled ? styles.attention : ''}`}
      aria-expanded={open}
      onClick={onTurn}
    >
      <SwapOutlined rotate={90} aria-hidden="true" />
      <span>{t('workbench-files.transfer.title')}</span>
      {sum.open > 0 ? (
        <>
          <span className={styles.summaryBar}>
            <Bar percent={share} label={t('workbench-files.transfer.overall')} />
          </span>
          <span className="num">
            {t('workbench-files.transfer.summary', {
              many: count(sum.open),
              percent: percent(share),
              speed: bytes(sum.speed),
            })}
          </span>
        </>
      ) : (
        <span className="num quiet">{t('workbench-files.transfer.finished', { many: sum.over })}</span>
      )}
      {sum.failed > 0 && (
        <span className={`num ${styles.failed}`}>
          {t('workbench-files.transfer.phase.failed')} {count(sum.failed)}
        </span>
      )}
    </button>
  );
}
