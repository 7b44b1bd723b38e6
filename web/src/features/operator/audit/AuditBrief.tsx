import { useTranslation } from 'react-i18next';

import type { AuditEntry } from '../../../api';
import { time } from '../../../ui/format';
import { Actor, Details, Target } from './AuditParts';
import styles from './Audit.module.css';
import { actWord } from './words';

interface AuditBriefProps {
  entries: AuditEntry[];
  /** The id of what they are shown beside; it need not be named again and again. */
  about?: string;
}

/** A few acts under one another: who, what, when, from where. */
export function AuditBrief({ entries, about }: AuditBriefProps) {
  const { t } = useTranslation();
  return (
    <ul className={styles.brief}>
      {entries.map((entry) => (
        <li key={entry.id} className={styles.act}>
          <span className={styles.what}>
            <Actor entry={entry} />
            <strong>{actWord(entry.action)}</strong>
            {entry.target !== about && <Target entry={entry} />}
          </span>
          <span className={styles.when}>
            <time dateTime={entry.at}>{time(entry.at, 'full')}</time>
            {entry.address !== '' && <> · {t('audit.from', { address: entry.address })}</>}
          </span>
          <span className={styles.more}>
            <Details entry={entry} about={about} />
          </span>
        </li>
      ))}
    </ul>
  );
}
