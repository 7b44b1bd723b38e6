import { useTranslation } from 'react-i18next';

import type { Notice } from '../../api';
import { Empty } from '../../ui/Answer';
import { time } from '../../ui/format';
import styles from './NoticeList.module.css';
import { noticeSentence } from './words';

export function NoticeList({ notices }: { notices: Notice[] }) {
  const { t } = useTranslation();
  if (notices.length === 0) return <Empty title={t('frame.no_notices')} />;
  return (
    <ul>
      {notices.map((notice) => (
        <li key={notice.id} className={`${styles.notice} ${notice.read_at === null ? styles.unread : ''}`}>
          <p>{noticeSentence(notice)}</p>
          <time className="quiet small" dateTime={notice.created_at}>
            {time(notice.created_at)}
          </time>
        </li>
      ))}
    </ul>
  );
}
