import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { bytes, count } from '../../../ui/format';
import type { SessionOut } from '../api';
import styles from './Files.module.css';
import { isFolder } from './sorting';
import { Summary } from './transfers/Summary';
import type { PanelState } from './usePanel';

interface FootProps {
  session: SessionOut;
  panel: PanelState;
  transfers: boolean;
  onTransfers: () => void;
}

/** Below the list: how much is here and chosen, what room is left, and what is on its way. */
export function Foot({ session, panel, transfers, onTransfers }: FootProps) {
  const { t } = useTranslation();
  const { listing, entries } = panel;
  const { folder, rows } = listing;
  const size = useMemo(
    () => entries.reduce((sum, entry) => sum + (isFolder(entry) ? 0 : entry.size), 0),
    [entries],
  );
  const total = folder?.entries.length ?? 0;
  return (
    <footer className={styles.foot}>
      {folder !== undefined && (
        <span className="num">
          {panel.filter === ''
            ? t('workbench-files.count', { count: rows.length, total: count(rows.length) })
            : t('workbench-files.filtered', { shown: count(rows.length), total: count(total) })}
          {panel.filter === '' && total > rows.length && (
            <span className="quiet">
              {t('workbench-files.and_hidden', { many: count(total - rows.length) })}
            </span>
          )}
        </span>
      )}
      {entries.length > 0 && (
        <span className="num" aria-live="polite">
          {t('workbench-files.chosen', { many: count(entries.length), size: bytes(size) })}
        </span>
      )}
      {folder?.free_bytes !== null && folder?.free_bytes !== undefined && (
        <span className={`num ${styles.free}`}>
          {t('workbench-files.free', { size: bytes(folder.free_bytes) })}
        </span>
      )}
      {session.state === 'lost' && <span className={styles.warning}>{t('workbench-files.lost')}</span>}
      <span className={styles.space} />
      <Summary open={transfers} onTurn={onTransfers} />
    </footer>
  );
}
