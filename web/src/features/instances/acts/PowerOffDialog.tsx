import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';

import { stopInstance } from '../../../api';
import { getAboutOptions } from '../../../api/@tanstack/react-query.gen';
import { decimal, gigabytes, micros, money } from '../../../ui/format';
import type { Instance } from '../model';
import styles from './Dialogs.module.css';
import { useDoing } from './doing';

interface DialogProps {
  instance: Instance;
  onClose: () => void;
}

/** Says in words what powering off does to the clock, the cards and the disks; then does it. */
export function PowerOffDialog({ instance, onClose }: DialogProps) {
  const { t } = useTranslation();
  const about = useQuery(getAboutOptions());
  const [doing, busy] = useDoing(onClose);
  const rules = about.data?.rules;
  const extraGb = rules === undefined ? 0 : instance.data_disk_gb - rules.data_disk_free_gb;
  return (
    <Modal
      open
      title={t('instances.off.title', { name: instance.name })}
      okText={t('instances.act.stop')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={() => doing(() => stopInstance({ path: { instance_id: instance.id }, throwOnError: true }))}
      onCancel={onClose}
    >
      <ul className={styles.points}>
        <li>{t('instances.off.clock')}</li>
        {instance.mode !== 'no_cards' && <li>{t('instances.off.cards')}</li>}
        <li>{t('instances.off.disks', { days: rules?.retention_days ?? '' })}</li>
        {rules !== undefined && extraGb > 0 && (
          <li>
            {t('instances.off.extra_disk', {
              size: gigabytes(extraGb),
              amount: money(decimal(micros(rules.data_disk_price_per_gb_day) * extraGb)),
            })}
          </li>
        )}
        <li>{t('instances.off.programs')}</li>
      </ul>
    </Modal>
  );
}
