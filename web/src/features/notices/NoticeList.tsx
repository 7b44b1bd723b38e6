import { useTranslation } from 'react-i18next';

import type { Notice } from '../../api';
import { Empty } from '../../ui/Answer';
import { dayWord } from '../../ui/days';
import { useToday } from '../../ui/ticking';
import { byDay } from './arrivals';
import { NoticeItem } from './NoticeItem';
import styles from './Notices.module.css';

/** Notices under the day on which they came, newest first. */
export function NoticeList({ notices, onLeave }: { notices: Notice[]; onLeave?: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  if (notices.length === 0) return <Empty title={t('notices.empty')}>{t('notices.empty_lead')}</Empty>;
  return byDay(notices).map(({ day, notices: ofDay }) => (
    <section key={day}>
      <h3 className={styles.day}>{dayWord(day, today)}</h3>
      <ul>
        {ofDay.map((notice) => (
          <li key={notice.id}>
            <NoticeItem notice={notice} onLeave={onLeave} />
          </li>
        ))}
      </ul>
    </section>
  ));
}
