import { useTranslation } from 'react-i18next';

import type { AuditEntry } from '../../../api';
import { time } from '../../../ui/format';
import { Actor, Details, Target } from './AuditParts';
import styles from './Audit.module.css';
import { actWord } from './words';

interface AuditBriefProps {
  entries: AuditEntry[];
  /** Where everything is about one thing, it need not be named again and again. */
  withTarget?: boolean;
}

/** A few acts under one another: who, what, when, from where. */
export function AuditBrief({ entries, withTarget = true }: AuditBriefProps) {
  const { t } = useTranslation();
  return (
    <ul className={styles.brief}>
      {entries.map((entry) => (
        <li key={entry.id} className={styles.act}>
          <span className={styles.what}>
            <Actor entry={entry} />
            <strong>{actWord(entry.action)}</strong>
            {withTarget && <Target entry={entry} />}
          </span>
          <span className={styles.when}>
            <time dateTime={entry.at}>{time(entry.at, 'full')}</time>
            {entry.address !== '' && <> · {t('audit.from', { address: entry.address })}</>}
          </span>
          <span className={styles.more}>
            <Details entry={entry} />
          </span>
        </li>
      ))}
    </ul>
  );
}
