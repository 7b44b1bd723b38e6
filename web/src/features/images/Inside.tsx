import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { RulesView } from '../../api';
import { getAboutOptions } from '../../api/@tanstack/react-query.gen';
import { Answer } from '../../ui/Answer';
import { gigabytes, money } from '../../ui/format';
import { Panel } from '../../ui/Page';
import styles from './Images.module.css';
import { DATA_FOLDER, PYTHON_FOLDER } from './systems';

/** What every image brings, and where one's own data lives and how long. */
export function Inside() {
  const { t } = useTranslation();
  const about = useQuery({ ...getAboutOptions(), staleTime: Infinity });
  return (
    <div className={styles.columns}>
      <Panel title={t('images.inside')}>
        <ul className={styles.points}>
          <li>{t('images.inside_system')}</li>
          <li>
            <code>{PYTHON_FOLDER}</code> {t('images.inside_python')}
          </li>
          <li>{t('images.inside_driver')}</li>
          <li>
            {t('images.inside_keys')}{' '}
            <Link to="/account" search={{ tab: 'keys' }}>
              {t('images.inside_keys_link')}
            </Link>
          </li>
        </ul>
      </Panel>
      <Panel title={t('images.data')}>
        <Answer query={about} loading={<Skeleton active title={false} paragraph={{ rows: 6 }} />}>
          {({ rules }) => <Disks rules={rules} />}
        </Answer>
      </Panel>
    </div>
  );
}

function Disks({ rules }: { rules: RulesView }) {
  const { t } = useTranslation();
  return (
    <dl className={styles.disks}>
      <dt>
        <code>/</code>
      </dt>
      <dd>
        <strong>{t('images.system_disk', { size: gigabytes(rules.system_disk_gb) })}</strong>
        <p className="quiet">{t('images.system_disk_how')}</p>
      </dd>
      <dt>
        <code>{DATA_FOLDER}</code>
      </dt>
      <dd>
        <strong>{t('images.data_disk', { size: gigabytes(rules.data_disk_free_gb) })}</strong>
        <p className="quiet">
          {t('images.data_disk_how', { price: money(rules.data_disk_price_per_gb_day, { exact: true }) })}
        </p>
      </dd>
      <dt>{t('images.kept')}</dt>
      <dd>
        <p className="quiet">{t('images.kept_how', { days: rules.retention_days })}</p>
      </dd>
    </dl>
  );
}
