import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AdminOperationOut, OperationOut } from '../../../api';
import { seconds } from '../../../ui/format';
import { Status, type Tone } from '../../../ui/Status';
import { wordsOf } from '../../../ui/words';
import styles from './Everything.module.css';
import { failedAt } from './operations';
import { useRetry } from './useRetry';

const TONES: Record<string, Tone> = {
  queued: 'busy',
  running: 'busy',
  undoing: 'attention',
  succeeded: 'running',
  failed: 'failed',
};

export function OperationState({ state }: { state: string }) {
  return <Status tone={TONES[state] ?? 'unknown'}>{wordsOf(`instances.operation.${state}`, state)}</Status>;
}

/** Each step: done with its seconds, failed, or not come to. */
export function Steps({ operation }: { operation: OperationOut }) {
  const { t } = useTranslation();
  const failed = failedAt(operation);
  return (
    <ol className={styles.steps} aria-label={t('operations.steps')}>
      {operation.steps.map((step) => (
        <li key={step.name} className={step.state === 'waiting' ? styles.waits : undefined}>
          {step.state === 'done' && (
            <CheckOutlined className={styles.done} aria-label={t('instances.history.done')} />
          )}
          {step.name === failed && (
            <CloseOutlined className={styles.here} aria-label={t('operations.failed_here')} />
          )}{' '}
          {wordsOf(`steps.${step.name}`, step.name)} {step.seconds !== null && seconds(step.seconds)}
        </li>
      ))}
    </ol>
  );
}

/** Why it failed, in the reader's words and in the engine's. */
export function OperationError({ operation }: { operation: OperationOut }) {
  const { error } = operation;
  if (error === null) return null;
  const words = wordsOf(`errors.${error.code}`, error.detail);
  return (
    <p className={styles.error}>
      {words}{' '}
      {words !== error.detail && (
        <span className="quiet small" lang="en">
          {error.detail}
        </span>
      )}
    </p>
  );
}

export function RetryButton({ operation }: { operation: AdminOperationOut }) {
  const { t } = useTranslation();
  const retry = useRetry();
  if (!operation.can_retry) return null;
  return (
    <Button size="small" onClick={() => retry(operation)}>
      {t('operations.retry.act')}
    </Button>
  );
}

/** Who asked for it: the renter, where nobody else is named. */
export function Asker({ reason }: { reason: string }) {
  return wordsOf(`operations.reason.${reason === '' ? 'renter' : reason}`, reason);
}
