import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../ui/Answer';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Page';
import { arrange } from './arrange';
import { InstanceRow } from './InstanceRow';
import styles from './Overview.module.css';

/** Everything that runs, with the ways in; below it what was powered off last. */
export function InstancesPanel({ onConnect }: { onConnect: () => void }) {
  const { t } = useTranslation();
  const instances = useQuery(listInstancesOptions());
  return (
    <Panel
      flush
      className={styles.instances}
      title={t('frame.instances')}
      extra={
        <Link to="/instances" className="small">
          {t('overview.all_instances')}
        </Link>
      }
    >
      <Answer query={instances} loading={<Skeleton active className={styles.instancesLoading} />}>
        {(all) => {
          if (all.length === 0) return <NoInstances />;
          const { up, off, more } = arrange(all);
          return (
            <>
              {up.length === 0 && <p className={styles.quietRow}>{t('overview.none_runs')}</p>}
              <ul>
                {[...up, ...off].map((one) => (
                  <InstanceRow
                    key={one.id}
                    instance={one}
                    seenAt={instances.dataUpdatedAt}
                    onConnect={onConnect}
                  />
                ))}
              </ul>
              {more > 0 && (
                <Link to="/instances" search={{ state: 'stopped' }} className={styles.quietRow}>
                  {t('overview.more_off', { count: more })}
                </Link>
              )}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function NoInstances() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('overview.no_instances')}
      action={<LinkButton to="/market">{t('overview.rent')}</LinkButton>}
    >
      {t('overview.no_instances_lead')}
    </Empty>
  );
}
