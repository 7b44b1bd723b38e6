import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { disableUser, type UserOut } from '../../../api';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { ConfirmByName } from '../../../ui/ConfirmByName';
import { count, money } from '../../../ui/format';
import styles from './Dialogs.module.css';

/** Locks an account out, by its name typed out; says what that does not stop. */
export function LockOut({ user, onClose }: { user: UserOut; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();

  async function disable() {
    await act(
      () => disableUser({ path: { user_id: user.id }, throwOnError: true }),
      t('users.disable.done', { name: user.name }),
    );
    await refresh('getUser', 'listUsers', 'listAudit');
  }

  return (
    <ConfirmByName
      title={t('users.disable.title', { name: user.name })}
      name={user.name}
      act={t('users.disable.act')}
      onConfirm={disable}
      onClose={onClose}
    >
      <ul className={styles.points}>
        <li>{t('users.disable.login')}</li>
        {user.instances > 0 && (
          <li>
            {t('users.disable.instances', {
              count: user.instances,
              many: count(user.instances),
              burn: money(user.burn_per_hour),
            })}{' '}
            <Link to="/operator/instances" search={{ user: user.id }}>
              {t('users.disable.see_instances')}
            </Link>
          </li>
        )}
        <li>{t('users.disable.money', { balance: money(user.balance) })}</li>
        <li>{t('users.disable.back')}</li>
      </ul>
    </ConfirmByName>
  );
}
