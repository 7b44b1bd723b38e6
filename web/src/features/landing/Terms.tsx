import {
  ClockCircleOutlined,
  CodeOutlined,
  DatabaseOutlined,
  PauseCircleOutlined,
  SafetyOutlined,
  WalletOutlined,
} from '@ant-design/icons';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { RulesView } from '../../api';
import { duration, gigabytes, list, money } from '../../ui/format';
import styles from './Landing.module.css';

/** How one comes from here to a machine of one's own. */
export function Steps() {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('landing.steps')}</h2>
      <ol className={styles.steps}>
        {(['fund', 'choose', 'connect'] as const).map((step) => (
          <li key={step}>
            <h3>{t(`landing.step_${step}`)}</h3>
            <p>{t(`landing.step_${step}_how`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Term({ icon, title, children }: { icon: ReactNode; title: string; children: string | undefined }) {
  return (
    <li className={styles.term}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <div>
        <h3>{title}</h3>
        {children === undefined ? (
          <Skeleton active title={false} paragraph={{ rows: 2 }} />
        ) : (
          <p className="quiet">{children}</p>
        )}
      </div>
    </li>
  );
}

/** What one gets and by which rules, in this platform's own numbers; `rules` is undefined until they are known. */
export function Terms({ rules }: { rules: RulesView | undefined }) {
  const { t } = useTranslation();
  const warnings = rules && list(rules.dry_notices_minutes.map((minutes) => duration(minutes * 60_000, 1)));
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('landing.terms')}</h2>
      <ul className={styles.terms}>
        <Term icon={<CodeOutlined />} title={t('landing.root')}>
          {t('landing.root_how')}
        </Term>
        <Term icon={<SafetyOutlined />} title={t('landing.ways_in')}>
          {t('landing.ways_in_how')}
        </Term>
        <Term icon={<ClockCircleOutlined />} title={t('landing.seconds')}>
          {t('landing.seconds_how')}
        </Term>
        <Term icon={<DatabaseOutlined />} title={t('landing.disks')}>
          {rules &&
            t('landing.disks_how', {
              system: gigabytes(rules.system_disk_gb),
              data: gigabytes(rules.data_disk_free_gb),
              days: rules.retention_days,
            })}
        </Term>
        <Term icon={<PauseCircleOutlined />} title={t('landing.no_cards')}>
          {rules && t('landing.no_cards_how', { price: money(rules.no_card_price_per_hour) })}
        </Term>
        <Term icon={<WalletOutlined />} title={t('landing.prepaid')}>
          {warnings && t('landing.prepaid_how', { times: warnings })}
        </Term>
      </ul>
    </section>
  );
}
