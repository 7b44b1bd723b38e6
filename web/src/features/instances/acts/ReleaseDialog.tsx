import { useTranslation } from 'react-i18next';

import { releaseInstance } from '../../../api';
import { ConfirmByName } from '../../../ui/ConfirmByName';
import { bytes, gigabytes } from '../../../ui/format';
import type { Instance } from '../model';
import styles from './Dialogs.module.css';
import { useDoing } from './doing';

/** Gives up the instance and its disks for good, by its name typed out. */
export function ReleaseDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const { t } = useTranslation();
  const [doing] = useDoing(onClose);
  const data = instance.disk_usage?.data_bytes;
  return (
    <ConfirmByName
      title={t('instances.release.title', { name: instance.name })}
      name={instance.name}
      act={t('instances.act.release')}
      onConfirm={() =>
        doing(() =>
          releaseInstance({
            path: { instance_id: instance.id },
            body: { confirm: instance.name },
            throwOnError: true,
          }),
        )
      }
      onClose={onClose}
    >
      <ul className={styles.points}>
        <li>{t('instances.release.system', { size: gigabytes(instance.system_disk_gb) })}</li>
        <li>
          {data === undefined || data === null
            ? t('instances.release.data', { size: gigabytes(instance.data_disk_gb) })
            : t('instances.release.data_used', {
                size: gigabytes(instance.data_disk_gb),
                used: bytes(data),
              })}
        </li>
        <li>{t('instances.release.address')}</li>
      </ul>
      <p className={styles.lead}>{t('instances.release.lead')}</p>
    </ConfirmByName>
  );
}
