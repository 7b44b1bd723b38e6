import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { refreshEverything } from '../../app/queries';
import { sessionRenewed, useExpired } from '../../app/session';
import { LoginForm } from './LoginForm';

/** Stands over a page whose session ended: log in again and go on where one was, with everything still typed. */
export function Expired() {
  const { t } = useTranslation();
  const name = useExpired();
  if (name === null) return null;
  return (
    <Modal
      open
      title={t('account.expired_title')}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
    >
      <p className="quiet" style={{ marginBottom: 16 }}>
        {t('account.expired_lead')}
      </p>
      <LoginForm
        name={name}
        onDone={async () => {
          sessionRenewed();
          await refreshEverything();
        }}
      />
    </Modal>
  );
}
