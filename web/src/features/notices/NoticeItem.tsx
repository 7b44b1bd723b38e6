import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { Notice } from '../../api';
import { time } from '../../ui/format';
import { placeOf, severityOf } from './meaning';
import styles from './Notices.module.css';
import { SeverityIcon } from './SeverityIcon';
import { useMarkRead, useOwns } from './useNotices';
import { noticeAdvice, noticeSentence } from './words';

interface NoticeItemProps {
  notice: Notice;
  /** Its time alone where its day stands above it. */
  dated?: boolean;
  /** Called when somebody goes where it leads. */
  onLeave?: () => void;
}

/** One notice. Opening it marks it as read and leads to what it is about. */
export function NoticeItem({ notice, dated = false, onLeave }: NoticeItemProps) {
  const { t } = useTranslation();
  const owns = useOwns();
  const markRead = useMarkRead();
  const place = placeOf(notice, owns);
  const unread = notice.read_at === null;
  const advice = noticeAdvice(notice);

  function read() {
    if (unread) void markRead([notice.id]);
  }

  const body = (
    <>
      <SeverityIcon severity={severityOf(notice)} />
      <span className={styles.words}>
        <span className={styles.sentence}>{noticeSentence(notice)}</span>
        {advice !== '' && <span className={styles.advice}>{advice}</span>}
        <span className={styles.foot}>
          <time dateTime={notice.created_at}>{time(notice.created_at, dated ? 'hour' : 'clock')}</time>
          {place !== null && <span className={styles.open}>{t(`notices.open.${place.about}`)}</span>}
        </span>
      </span>
      {unread && <span className={styles.dot} role="img" aria-label={t('notices.unread')} />}
    </>
  );
  const className = `${styles.item} ${unread ? styles.unread : ''}`;
  if (place === null) {
    return (
      <button type="button" className={className} onClick={read}>
        {body}
      </button>
    );
  }
  return (
    <Link
      to={place.to}
      params={place.params}
      search={place.search}
      className={className}
      onClick={() => {
        read();
        onLeave?.();
      }}
    >
      {body}
    </Link>
  );
}
