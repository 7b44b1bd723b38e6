import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { CopyText } from '../../../ui/Copy';
import type { Instance } from '../model';
import { NameEdit } from '../NameEdit';
import styles from './List.module.css';

/** Its name, which leads to its page and can be changed in place, and its id. */
export function Name({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <NameEdit instance={instance}>
        <Link
          to="/instances/$instanceId"
          params={{ instanceId: instance.id }}
          className={styles.name}
          title={instance.name}
        >
          {instance.name}
        </Link>
      </NameEdit>
      <span className={styles.id}>
        <CopyText text={instance.id} label={t('common.copy_what', { what: t('instances.id') })} />
      </span>
    </div>
  );
}
