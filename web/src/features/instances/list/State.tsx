import { useTranslation } from 'react-i18next';

import { Tag } from '../../../ui/Status';
import { InstanceState } from '../InstanceState';
import type { Instance } from '../model';
import { Elapsed, OperationProgress } from '../OperationProgress';
import styles from './List.module.css';

/** The state, and under it what makes it that: how far it has come, or how long it has run. */
export function State({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const { operation, run, mode } = instance;
  return (
    <div className={styles.stack}>
      <span className={styles.line}>
        <InstanceState state={instance.state} />
        {mode === 'no_cards' && (
          <Tag tone="accent" title={t('instances.no_cards_hint')}>
            {t('instances.no_cards')}
          </Tag>
        )}
      </span>
      {operation !== null ? (
        <OperationProgress operation={operation} />
      ) : (
        run !== null && (
          <span className="quiet small">
            <Elapsed since={run.started_at} />
          </span>
        )
      )}
    </div>
  );
}
