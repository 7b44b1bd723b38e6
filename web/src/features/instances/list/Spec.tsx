import { useTranslation } from 'react-i18next';

import { count, gigabytes } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { Cards } from '../InstanceState';
import { stockLevel, type Instance } from '../model';
import type { Share } from '../share';
import styles from './List.module.css';

const TONES = { plenty: 'accent', tight: 'attention', short: 'failed' } as const;

/** Cards, what comes with them, the image; and whether the cards would be there, while it is off. */
export function Spec({ instance, share }: { instance: Instance; share: Share | null }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <Cards {...instance} />
      {share !== null && (
        <span className="quiet small">
          {t('instances.share', { count: share.threads, memory: gigabytes(share.memoryGb) })}
        </span>
      )}
      <span className={`quiet small ${styles.cut}`} title={instance.image.title}>
        {instance.image.title}
      </span>
      {instance.state === 'stopped' && <StockTag instance={instance} />}
    </div>
  );
}

export function StockTag({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const { idle, total } = instance.stock;
  const level = stockLevel(instance.stock, instance.count);
  return (
    <span>
      <Tag
        tone={TONES[level]}
        title={t('instances.stock_hint', {
          idle: count(idle),
          total: count(total),
          host: instance.host_name,
        })}
      >
        {t(`instances.stock.${level}`, { idle: count(idle), total: count(total) })}
      </Tag>
    </span>
  );
}
