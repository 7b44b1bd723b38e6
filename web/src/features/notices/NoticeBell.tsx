import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Badge, Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { readNotices } from '../../api';
import { listNoticesOptions } from '../../api/@tanstack/react-query.gen';
import { refresh } from '../../app/queries';
import { useAct } from '../../ui/act';
import { Answer } from '../../ui/Answer';
import { NoticeList } from './NoticeList';

/** The inbox: how many are unread, and all of them in a drawer. */
export function NoticeBell() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const act = useAct();
  const notices = useQuery(listNoticesOptions({ query: { limit: 50 } }));
  const unread = (notices.data?.items ?? []).filter((one) => one.read_at === null).length;

  async function markAllRead() {
    await act(() => readNotices({ body: {}, throwOnError: true }));
    await refresh('listNotices');
  }

  return (
    <>
      <Badge count={unread} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={t('frame.notices', { count: unread })}
          onClick={() => setOpen(true)}
        />
      </Badge>
      <Drawer
        open={open}
        title={t('frame.notices_title')}
        onClose={() => setOpen(false)}
        extra={
          unread > 0 && (
            <Button size="small" onClick={markAllRead}>
              {t('frame.mark_all_read')}
            </Button>
          )
        }
        styles={{ body: { padding: 0 } }}
      >
        <Answer query={notices}>{(page) => <NoticeList notices={page.items} />}</Answer>
      </Drawer>
    </>
  );
}
