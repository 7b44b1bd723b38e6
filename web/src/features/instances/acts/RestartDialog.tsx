import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { restartInstance } from '../../../api';
import type { Instance } from '../model';
import { useDoing } from './doing';

/** Restarting ends every program, so it is asked for once. */
export function RestartDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation();
  const [doing, busy] = useDoing(onClose);
  return (
    <Modal
      open
      title={t('instances.restart.title', { name: instance.name })}
      okText={t('instances.act.restart')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={() => doing(() => restartInstance({ path: { instance_id: instance.id }, throwOnError: true }))}
      onCancel={onClose}
    >
      <p>{t('instances.restart.lead')}</p>
    </Modal>
  );
}
