import { Alert, Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { MadeToken } from '../../api';
import { CopyBlock, CopyText } from '../../ui/Copy';
import { apiExample, loginCommand } from './examples';
import styles from './Tokens.module.css';

/** The one time that a token is shown. It does not close by accident: only after somebody says that it is kept. */
export function ShowToken({ token, onClose }: { token: MadeToken; onClose: () => void }) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  return (
    <Modal
      open
      title={t('account.token_made', { name: token.name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" disabled={!kept} onClick={onClose}>
          {t('account.token_done')}
        </Button>
      }
    >
      <div className={styles.shown}>
        <Alert type="warning" showIcon title={t('account.token_once')} />
        <div className={styles.secret}>
          <CopyText text={token.secret} label={t('common.copy_what', { what: t('account.token') })} wrap />
        </div>
        <p>{t('account.token_use_cli')}</p>
        <CopyBlock text={loginCommand(location.origin)} label={t('account.copy_commands')} />
        <p>{t('account.token_use_api')}</p>
        <CopyBlock text={apiExample(location.origin)} label={t('account.copy_commands')} />
        <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)}>
          {t('account.token_kept')}
        </Checkbox>
      </div>
    </Modal>
  );
}
