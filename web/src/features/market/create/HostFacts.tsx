import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { OfferView } from '../../../api';
import { gigabytes, time } from '../../../ui/format';
import { Panel } from '../../../ui/Page';
import { SimulatedTag } from '../../instances/InstanceState';
import styles from './Create.module.css';

/** Where the instance will live, and what the chosen number of cards brings along. */
export function HostFacts({ offer, count }: { offer: OfferView; count: number }) {
  const { t } = useTranslation();
  const facts: [string, string][] = [
    [
      t('create.share'),
      t('market.share', {
        count: offer.cpu_per_card * count,
        memory: gigabytes(offer.ram_gb_per_card * count, 1),
      }),
    ],
    [t('create.cpu'), offer.cpu_model],
    [t('create.system_disk'), gigabytes(offer.system_disk_gb)],
    [
      t('create.software'),
      offer.cuda_version === null
        ? t('market.cuda_unknown')
        : `${t('market.cuda', { version: offer.cuda_version })} · ${
            offer.driver_version === null
              ? t('market.driver_unknown')
              : t('market.driver', { version: offer.driver_version })
          }`,
    ],
    [
      t('create.until'),
      offer.rentable_until === null ? t('create.until_open') : time(offer.rentable_until, 'date'),
    ],
  ];
  return (
    <Panel
      title={
        <span className={styles.hostTitle}>
          {`${offer.model} · ${gigabytes(offer.memory_gb)}`} {offer.simulated && <SimulatedTag />}
        </span>
      }
      extra={
        <Link to="/market" search={{ model: offer.model, count: count === 1 ? undefined : count }}>
          {t('create.other_host')}
        </Link>
      }
    >
      <dl className={styles.facts}>
        <div>
          <dt>{t('market.column_host')}</dt>
          <dd>{`${offer.region} · ${offer.host_name}`}</dd>
        </div>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
