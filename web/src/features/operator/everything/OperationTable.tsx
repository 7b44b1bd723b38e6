import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AdminOperationOut } from '../../../api';
import { DataTable, type Column } from '../../../ui/DataTable';
import { seconds, time } from '../../../ui/format';
import { wordsOf } from '../../../ui/words';
import { OperationProgress } from '../../instances/OperationProgress';
import { UserLink } from '../users/UserLink';
import styles from './Everything.module.css';
import { deservesSteps, tookSeconds } from './operations';
import { Asker, OperationError, OperationState, RetryButton, Steps } from './OperationParts';

/** Operations of all renters: how far each has come, what went wrong, and the way to try again. */
export function OperationTable({ operations, stale }: { operations: AdminOperationOut[]; stale: boolean }) {
  const { t } = useTranslation();
  const columns: Column<AdminOperationOut>[] = [
    {
      key: 'kind',
      title: t('operations.operation'),
      place: 'head',
      cell: (one) => (
        <span className={styles.stack}>
          <strong>{wordsOf(`instances.kind.${one.kind}`, one.kind)}</strong>
          <code>{one.id}</code>
        </span>
      ),
    },
    {
      key: 'instance',
      title: t('operations.instance'),
      cell: (one) => (
        <Link
          from="/operator/instances"
          to="/operator/instances"
          resetScroll={false}
          search={(now) => ({ ...now, instance: one.instance_id })}
        >
          {one.instance_name}
        </Link>
      ),
    },
    {
      key: 'user',
      title: t('operations.user'),
      cell: (one) => <UserLink id={one.user_id} name={one.user_name} />,
    },
    { key: 'reason', title: t('operations.asked_by'), cell: (one) => <Asker reason={one.reason} /> },
    {
      key: 'state',
      long: true,
      title: t('operations.state'),
      place: 'bare',
      cell: (one) => <How operation={one} />,
    },
    {
      key: 'when',
      title: t('operations.when'),
      place: 'bare',
      cell: (one) => <When operation={one} />,
    },
    {
      key: 'retry',
      title: t('operations.retry.act'),
      place: 'corner',
      cell: (one) => <RetryButton operation={one} />,
    },
  ];
  return (
    <DataTable
      caption={t('operations.operations_caption')}
      columns={columns}
      rows={operations}
      rowKey={(one) => one.id}
      stale={stale}
    />
  );
}

function How({ operation }: { operation: AdminOperationOut }) {
  return (
    <div className={styles.stack}>
      <OperationState state={operation.state} />
      {operation.finished_at === null && <OperationProgress operation={operation} />}
      {deservesSteps(operation) && <Steps operation={operation} />}
      <OperationError operation={operation} />
    </div>
  );
}

function When({ operation }: { operation: AdminOperationOut }) {
  const { t } = useTranslation();
  const took = tookSeconds(operation);
  return (
    <span className={styles.stack}>
      <time className="quiet" dateTime={operation.created_at}>
        {time(operation.created_at, 'hour')}
      </time>
      {took !== null && (
        <span className="quiet small num">{t('instances.history.took', { time: seconds(took) })}</span>
      )}
    </span>
  );
}
