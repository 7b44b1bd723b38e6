import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listNoticesOptions } from '../../api/@tanstack/react-query.gen';
import { Answer } from '../../ui/Answer';
import { Panel } from '../../ui/Page';
import { NoticeItem } from '../notices/NoticeItem';
import styles from './Overview.module.css';

const SHOWN = 5;

/** The newest few; all of them are behind the bell. */
export function NewestNotices() {
  const { t } = useTranslation();
  const notices = useQuery(listNoticesOptions({ query: { limit: SHOWN } }));
  return (
    <Panel flush className={styles.notices} title={t('notices.newest')}>
      <Answer
        query={notices}
        loading={<Skeleton active title={false} paragraph={{ rows: 3 }} className={styles.quietRow} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.quietRow}>{t('notices.empty')}</p>
          ) : (
            <ul className={styles.noticeList}>
              {items.map((one) => (
                <li key={one.id}>
                  <NoticeItem notice={one} dated />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
