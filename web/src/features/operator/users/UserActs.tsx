import { useQuery } from '@tanstack/react-query';
import { App, Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { enableUser, type UserOut } from '../../../api';
import { refresh } from '../../../app/queries';
import { meQuery } from '../../../app/session';
import { useAct } from '../../../ui/act';
import { ActAs } from './ActAs';
import { Adjust } from './Adjust';
import { LockOut } from './LockOut';
import styles from './UserActs.module.css';
import { whyNoActing } from './standing';

type Asking = 'credit' | 'debit' | 'act_as' | 'disable' | null;

/** What an operator may do to an account. */
export function UserActs({ user }: { user: UserOut }) {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  const noActing = whyNoActing(user);
  return (
    <div className={styles.acts}>
      <Button type="primary" onClick={() => setAsking('credit')}>
        {t('users.adjust.act.credit')}
      </Button>
      <Button onClick={() => setAsking('debit')}>{t('users.adjust.act.debit')}</Button>
      <Tooltip title={noActing === null ? '' : t(`users.act_as.why.${noActing}`)}>
        <Button disabled={noActing !== null} onClick={() => setAsking('act_as')}>
          {t('users.act_as.act')}
        </Button>
      </Tooltip>
      <span className={styles.last}>
        {user.disabled ? (
          <Enable user={user} />
        ) : (
          me.data?.id !== user.id && (
            <Button danger onClick={() => setAsking('disable')}>
              {t('users.disable.act')}
            </Button>
          )
        )}
      </span>
      {(asking === 'credit' || asking === 'debit') && <Adjust user={user} way={asking} onClose={close} />}
      {asking === 'act_as' && <ActAs user={user} onClose={close} />}
      {asking === 'disable' && <LockOut user={user} onClose={close} />}
    </div>
  );
}

function Enable({ user }: { user: UserOut }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct();

  async function enable() {
    await act(
      () => enableUser({ path: { user_id: user.id }, throwOnError: true }),
      t('users.enable.done', { name: user.name }),
    );
    await refresh('getUser', 'listUsers', 'listAudit');
  }

  return (
    <Button
      onClick={() =>
        void modal.confirm({
          title: t('users.enable.title', { name: user.name }),
          content: t('users.enable.lead'),
          okText: t('users.enable.act'),
          cancelText: t('common.cancel'),
          onOk: enable,
        })
      }
    >
      {t('users.enable.act')}
    </Button>
  );
}
