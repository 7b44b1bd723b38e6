import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { Entry } from '../../api';
import { listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { micros, money, time } from '../../ui/format';
import styles from './Rows.module.css';
import { entryDescription, entryInstance, entryWord } from './words';

export function EntryTable({ entries }: { entries: Entry[] }) {
  const { t } = useTranslation();
  const instances = useQuery(listInstancesOptions());
  const names = new Map((instances.data ?? []).map((one) => [one.id, one.name]));
  return (
    <table className={`${styles.table} ${styles.cards}`}>
      <caption className="visually-hidden">{t('billing.entries_caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('billing.time')}</th>
          <th scope="col">{t('billing.kind')}</th>
          <th scope="col">{t('billing.description')}</th>
          <th scope="col">{t('billing.instance')}</th>
          <th scope="col" className={styles.number}>
            {t('billing.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.id} entry={entry} names={names} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, names }: { entry: Entry; names: Map<string, string> }) {
  const description = entryDescription(entry);
  const instanceId = entryInstance(entry);
  const income = micros(entry.amount) > 0;
  return (
    <tr>
      <td className={styles.when}>
        <time dateTime={entry.at}>{time(entry.at, 'full')}</time>
      </td>
      <td>{entryWord(entry)}</td>
      <td className={`${styles.words} ${description === '' ? styles.empty : ''}`}>{description}</td>
      <td className={instanceId === null ? styles.empty : undefined}>
        {instanceId !== null && (
          <Link to="/instances/$instanceId" params={{ instanceId }}>
            {names.get(instanceId) ?? instanceId}
          </Link>
        )}
      </td>
      <td className={`${styles.number} ${styles.amount} ${income ? styles.income : ''}`}>
        {money(entry.amount, { exact: true, signed: true })}
      </td>
    </tr>
  );
}
