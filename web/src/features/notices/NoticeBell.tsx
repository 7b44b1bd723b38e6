import { BellOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Badge, Button, Drawer } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listNoticesInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { Answer } from '../../ui/Answer';
import { NoticeList } from './NoticeList';
import styles from './Notices.module.css';
import { useToasts } from './toasts';
import { useMarkRead, useUnread } from './useNotices';

const PAGE = 30;

/** The inbox: how many are unread, all of them in a drawer, and a word when a new one comes. */
export function NoticeBell() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const unread = useUnread();
  const count = unread.data?.items.length ?? 0;
  const markRead = useMarkRead();
  useToasts(
    unread.data?.items,
    useCallback(() => setOpen(true), []),
  );
  return (
    <>
      <Badge count={count} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={t('notices.unread_count', { count })}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        />
      </Badge>
      <Drawer
        open={open}
        size={400}
        title={t('notices.title')}
        onClose={() => setOpen(false)}
        extra={
          count > 0 && (
            <Button size="small" onClick={() => markRead()}>
              {t('notices.mark_all_read')}
            </Button>
          )
        }
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        <Inbox onLeave={() => setOpen(false)} />
      </Drawer>
    </>
  );
}

function Inbox({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const notices = useInfiniteQuery({
    ...listNoticesInfiniteOptions({ query: { limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next,
  });
  return (
    <Answer query={notices}>
      {({ pages }) => (
        <>
          <NoticeList notices={pages.flatMap((page) => page.items)} onLeave={onLeave} />
          {notices.hasNextPage && (
            <div className={styles.more}>
              <Button loading={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>
                {t('notices.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </Answer>
  );
}
