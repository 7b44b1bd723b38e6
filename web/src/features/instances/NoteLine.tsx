import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { Instance } from './model';
import { noteOf } from './note';
import styles from './NoteLine.module.css';

/** Says what is wrong and leads to what helps; nothing where all is well. */
export function NoteLine({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const note = noteOf(instance);
  if (note === null) return null;
  return (
    <div className={`${styles.note} ${styles[note.tone]}`}>
      <span>{note.words}</span>
      {note.ways.includes('top_up') && <Link to="/billing">{t('instances.top_up')}</Link>}
      {note.ways.includes('rent') && (
        <Link to="/market" search={{ model: instance.model, count: instance.count }}>
          {t('instances.note.rent')}
        </Link>
      )}
      {note.ways.includes('history') && (
        <Link to="/instances/$instanceId" params={{ instanceId: instance.id }} search={{ tab: 'history' }}>
          {t('instances.note.history')}
        </Link>
      )}
    </div>
  );
}
