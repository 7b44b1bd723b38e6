import { useTranslation } from 'react-i18next';

import type { Me } from '../../api';
import { CopyText } from '../../ui/Copy';
import { Facts } from '../../ui/Facts';
import { time } from '../../ui/format';
import { Panel } from '../../ui/Page';
import { PasswordForm } from './PasswordForm';
import styles from './Profile.module.css';

/** Who one is here, and the password. */
export function Profile({ me }: { me: Me }) {
  const { t } = useTranslation();
  return (
    <div className={styles.columns}>
      <Panel title={t('account.tab_profile')}>
        <Facts
          items={[
            [t('account.name'), me.name],
            [t('account.role'), t(`account.role_${me.role}`)],
            [t('account.since'), time(me.created_at, 'date')],
            [t('account.id'), <CopyText key="id" text={me.id} label={t('account.id_copy')} />],
          ]}
        />
      </Panel>
      {me.acting == null && (
        <Panel title={t('account.change_password')}>
          <PasswordForm name={me.name} />
        </Panel>
      )}
    </div>
  );
}
