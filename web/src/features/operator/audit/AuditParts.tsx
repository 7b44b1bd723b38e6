import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AuditEntry } from '../../../api';
import { UserLink } from '../users/UserLink';
import styles from './Audit.module.css';
import { detailsOf, targetOf } from './words';

/** Who did it: somebody, or the platform by itself. */
export function Actor({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  if (entry.actor_id === null) return <span className="quiet">{t('audit.platform')}</span>;
  return <UserLink id={entry.actor_id} name={entry.actor_name} />;
}

/** What it was done to, with the way there. */
export function Target({ entry }: { entry: AuditEntry }) {
  const { kind, id, name } = targetOf(entry);
  const words = name ?? <code>{id}</code>;
  switch (kind) {
    case 'user':
      return <UserLink id={id} />;
    case 'instance':
      return (
        <Link to="/operator/instances" search={{ instance: id }} title={id}>
          {words}
        </Link>
      );
    case 'host':
      return (
        <Link to="/operator/hosts" hash={id} title={id}>
          {words}
        </Link>
      );
    case 'codes':
      return <Link to="/operator/codes">{words}</Link>;
    case 'image':
      return <Link to="/operator/images">{words}</Link>;
    default:
      return <code>{id}</code>;
  }
}

/** The facts that belong to it, one after the other. `about`: the entry of the ledger that they are shown beside. */
export function Details({ entry, about }: { entry: AuditEntry; about?: string }) {
  const { t } = useTranslation();
  const details = detailsOf(entry);
  const { entry: moved } = entry.facts;
  const ledgerEntry = typeof moved === 'string' && moved !== about ? moved : null;
  if (details.length === 0 && ledgerEntry === null) return null;
  return (
    <span className={styles.details}>
      {details.map(({ name, words, isCode }) => (
        <span key={name}>
          <span className="quiet">{name}</span> {isCode ? <code>{words}</code> : words}
        </span>
      ))}
      {ledgerEntry !== null && (
        <Link to="/operator/ledger" search={{ entry: ledgerEntry }}>
          {t('audit.see_entry')}
        </Link>
      )}
    </span>
  );
}
