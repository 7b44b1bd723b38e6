import { UserSwitchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import type { Acting } from '../../api';
import { stopActing } from '../../api';
import { refresh } from '../../app/queries';
import { useAct } from '../../ui/act';
import { duration, time } from '../../ui/format';
import { useNow } from '../../ui/ticking';
import styles from './ActingBar.module.css';

/** Where an operator goes on as themselves; a fresh page, so that nothing of the other account is left on it. */
export function leaveActing(): void {
  location.assign('/operator/users');
}

/** Over everything while an operator acts as somebody: as whom, who does, until when, and the way out. */
export function ActingBar({ name, acting }: { name: string; acting: Acting }) {
  const { t } = useTranslation();
  const act = useAct();
  const left = Date.parse(acting.until) - useNow();
  const over = left <= 0;
  useEffect(() => {
    // The platform has ended it by now; asking who one is shows that, and the frame leaves.
    if (over) void refresh('getMe');
  }, [over]);

  async function end() {
    await act(() => stopActing({ throwOnError: true }));
    leaveActing();
  }

  return (
    <div className={styles.bar} role="region" aria-label={t('frame.acting_label')}>
      <UserSwitchOutlined className={styles.icon} aria-hidden="true" />
      <p className={styles.words}>
        <strong>{t('frame.acting_as', { name })}</strong>{' '}
        <span className={styles.more}>
          {t('frame.acting_by', { operator: acting.operator_name, time: time(acting.until, 'time') })}
        </span>
      </p>
      <span className={`num ${styles.left}`} role="timer">
        {duration(left)}
      </span>
      <Button className={styles.end} onClick={end}>
        {t('frame.acting_end')}
      </Button>
    </div>
  );
}
