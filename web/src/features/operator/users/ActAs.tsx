import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { actAsUser, type UserOut } from '../../../api';
import { useAct } from '../../../ui/act';
import styles from './Dialogs.module.css';

const POINTS = ['sees', 'recorded', 'hour', 'refused', 'back'] as const;

/** Asks before the operator's own log-in becomes the renter's; the whole page is then loaded anew as theirs. */
export function ActAs({ user, onClose }: { user: UserOut; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  const [busy, setBusy] = useState(false);

  async function begin() {
    setBusy(true);
    try {
      await act(() => actAsUser({ path: { user_id: user.id }, throwOnError: true }));
      // Nothing of the operator's pages may stay in memory.
      globalThis.location.assign('/overview');
    } catch {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t('users.act_as.title', { name: user.name })}
      okText={t('users.act_as.begin')}
      confirmLoading={busy}
      onOk={begin}
      onCancel={onClose}
    >
      <ul className={styles.points}>
        {POINTS.map((point) => (
          <li key={point}>{t(`users.act_as.${point}`, { name: user.name })}</li>
        ))}
      </ul>
    </Modal>
  );
}
