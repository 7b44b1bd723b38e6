/** A word at the edge of the page when a notice arrives while somebody looks; never for those that were there before. */
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Notice } from '../../api';
import { arrivals, firstLook, type Seen } from './arrivals';
import { placeOf, severityOf } from './meaning';
import styles from './Notices.module.css';
import { SeverityIcon } from './SeverityIcon';
import { useMarkRead, useOwns } from './useNotices';
import { noticeAdvice, noticeSentence } from './words';

const TOLD_EACH = 3;
const SHOWN_SECONDS = 8;

/** `unread` is the list as it is now, undefined until it is known; `openInbox` shows all of them. */
export function useToasts(unread: Notice[] | undefined, openInbox: () => void): void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const markRead = useMarkRead();
  const owns = useOwns();
  const seen = useRef<Seen | null>(null);

  useEffect(() => {
    if (unread === undefined) return;
    if (seen.current === null) {
      seen.current = firstLook(unread);
      return;
    }
    const news = arrivals(seen.current, unread);
    seen.current = news.seen;
    // After a gap there may be many; one word is then enough.
    if (news.fresh.length > TOLD_EACH) {
      notification.open({
        key: 'notices',
        title: t('notices.new_many', { count: news.fresh.length }),
        placement: 'bottomRight',
        duration: SHOWN_SECONDS,
        className: styles.toast,
        onClick: () => {
          notification.destroy('notices');
          openInbox();
        },
      });
      return;
    }
    for (const notice of news.fresh) tell(notice);

    function tell(notice: Notice) {
      const place = placeOf(notice, owns);
      const advice = noticeAdvice(notice);
      notification.open({
        key: notice.id,
        icon: <SeverityIcon severity={severityOf(notice)} />,
        title: noticeSentence(notice),
        description: advice === '' ? undefined : advice,
        placement: 'bottomRight',
        duration: SHOWN_SECONDS,
        className: styles.toast,
        onClick: () => {
          notification.destroy(notice.id);
          void markRead([notice.id]);
          if (place !== null) void navigate({ to: place.to, params: place.params, search: place.search });
        },
      });
    }
  }, [unread, notification, navigate, markRead, openInbox, owns, t]);
}
