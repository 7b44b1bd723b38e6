import { CheckCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { OverviewOut } from '../../../api';
import styles from './Calm.module.css';

/** Nothing needs a person. */
export function Calm({ overview }: { overview: OverviewOut }) {
  const { t } = useTranslation();
  const { hosts, cards } = overview;
  return (
    <p className={styles.calm} role="status">
      <CheckCircleFilled aria-hidden="true" className={styles.icon} />
      <strong>{t('operator.calm')}</strong>
      {hosts.total > 0 && (
        <span className="quiet">
          {t('operator.calm_hosts', { count: hosts.total })}
          {t('common.list_comma')}
          {t('operator.calm_cards', { count: cards.total })}
        </span>
      )}
    </p>
  );
}
