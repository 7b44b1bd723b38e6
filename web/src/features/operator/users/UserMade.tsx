import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { CopyBlock } from '../../../ui/Copy';
import { LinkButton } from '../../../ui/LinkButton';
import styles from './Dialogs.module.css';

interface UserMadeProps {
  made: { id: string; name: string; password: string };
  onClose: () => void;
}

/** The only time that the password is seen. It closes by its buttons alone. */
export function UserMade({ made, onClose }: UserMadeProps) {
  const { t } = useTranslation();
  const { origin } = globalThis.location;
  return (
    <Modal
      open
      title={t('users.made.title', { name: made.name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <>
          <LinkButton to="/operator/users" search={{ user: made.id }} onClick={onClose}>
            {t('users.made.open')}
          </LinkButton>
          <Button type="primary" onClick={onClose}>
            {t('users.made.close')}
          </Button>
        </>
      }
    >
      <div className={styles.made}>
        <p className={styles.warning}>{t('users.made.once')}</p>
        <CopyBlock
          text={t('users.made.words', { address: origin, name: made.name, password: made.password })}
          label={t('users.made.copy')}
        />
      </div>
    </Modal>
  );
}
