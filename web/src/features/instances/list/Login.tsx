import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { getInstanceSecrets } from '../../../api';
import { useAct } from '../../../ui/act';
import { CopyText, Secret } from '../../../ui/Copy';
import { isUp, type Instance } from '../model';
import styles from './List.module.css';

/** The root password of an instance, asked of the platform when it is looked at or copied, and kept nowhere. */
export function usePassword(instanceId: string): () => Promise<string> {
  const act = useAct();
  return useCallback(async () => {
    const path = { instance_id: instanceId };
    return (await act(() => getInstanceSecrets({ path, throwOnError: true }))).password;
  }, [act, instanceId]);
}

/** The command and the password that log in; nothing while nobody could. */
export function Login({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const password = usePassword(instance.id);
  if (!isUp(instance))
    return (
      <span className="quiet">
        <span aria-hidden="true">—</span>
        <span className="visually-hidden">{t('instances.login_when_up')}</span>
      </span>
    );
  return (
    <div className={styles.login}>
      <CopyText
        text={instance.ssh.command}
        label={t('common.copy_what', { what: t('instances.login_command') })}
      />
      <Secret reveal={password} name={t('instances.password_of_root')} />
    </div>
  );
}
