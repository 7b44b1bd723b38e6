import { useTranslation } from 'react-i18next';

import type { AdminOperationOut } from '../../../api';
import { seconds, time } from '../../../ui/format';
import { wordsOf } from '../../../ui/words';
import { OperationProgress } from '../../instances/OperationProgress';
import styles from './Everything.module.css';
import { tookSeconds } from './operations';
import { Asker, OperationError, OperationState, RetryButton, Steps } from './OperationParts';

/** Everything that was done to one instance, newest first. */
export function OperationList({ operations }: { operations: AdminOperationOut[] }) {
  return (
    <ol className={styles.operations}>
      {operations.map((operation) => (
        <Operation key={operation.id} operation={operation} />
      ))}
    </ol>
  );
}

function Operation({ operation }: { operation: AdminOperationOut }) {
  const { t } = useTranslation();
  const took = tookSeconds(operation);
  return (
    <li className={styles.operation}>
      <div className={styles.head}>
        <strong>{wordsOf(`instances.kind.${operation.kind}`, operation.kind)}</strong>
        <OperationState state={operation.state} />
        {took !== null && <span className="quiet small num">{seconds(took)}</span>}
        <span className="quiet small">
          <Asker reason={operation.reason} />
        </span>
        <RetryButton operation={operation} />
        <time className={styles.when} dateTime={operation.created_at} title={t('operations.asked_at')}>
          {time(operation.created_at, 'full')}
        </time>
      </div>
      {took === null && <OperationProgress operation={operation} />}
      <Steps operation={operation} />
      <OperationError operation={operation} />
    </li>
  );
}
