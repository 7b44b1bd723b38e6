import { CheckOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { OperationOut, StepOut } from '../../../api';
import { listInstanceOperationsInfiniteOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { seconds, time } from '../../../ui/format';
import { ListFoot } from '../../../ui/ListFoot';
import { Panel } from '../../../ui/Page';
import { Status, type Tone } from '../../../ui/Status';
import { wordsOf } from '../../../ui/words';
import type { Instance } from '../model';
import { OperationProgress } from '../OperationProgress';
import styles from './History.module.css';

const TONES: Record<string, Tone> = {
  queued: 'busy',
  running: 'busy',
  undoing: 'attention',
  succeeded: 'running',
  failed: 'failed',
};

/** Everything that was done to the instance, newest first: each with its steps, their seconds, and what went wrong. */
export function History({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const path = { instance_id: instance.id };
  const operations = useInfiniteQuery({
    ...listInstanceOperationsInfiniteOptions({ path, query: { limit: 20 } }),
    initialPageParam: { path },
    getNextPageParam: (page) => page.next,
  });
  return (
    <Panel flush title={t('instances.history.title')}>
      <Answer
        query={operations}
        loading={<Skeleton active className={styles.waiting} paragraph={{ rows: 6 }} />}
      >
        {({ pages }) => {
          const all = pages.flatMap((page) => page.items);
          if (all.length === 0) return <Empty title={t('instances.history.none')} />;
          return (
            <>
              <ol className={styles.history}>
                {all.map((operation) => (
                  <Operation key={operation.id} operation={operation} />
                ))}
              </ol>
              {operations.hasNextPage && <ListFoot shown={all.length} query={operations} />}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function Operation({ operation }: { operation: OperationOut }) {
  const { t } = useTranslation();
  const { kind, state, reason, created_at: begun, finished_at: finished, error } = operation;
  const took = finished === null ? null : (Date.parse(finished) - Date.parse(begun)) / 1000;
  return (
    <li className={styles.operation}>
      <div className={styles.head}>
        <strong>{wordsOf(`instances.kind.${kind}`, kind)}</strong>
        <Status tone={TONES[state] ?? 'unknown'}>{wordsOf(`instances.operation.${state}`, state)}</Status>
        {took !== null && (
          <span className="quiet num">{t('instances.history.took', { time: seconds(took) })}</span>
        )}
        <span className={`quiet ${styles.when}`}>
          {reason !== '' && <>{wordsOf(`instances.reason.${reason}`, reason)} · </>}
          <time dateTime={begun}>{time(begun, 'full')}</time>
        </span>
      </div>
      {finished === null && <OperationProgress operation={operation} />}
      <ol className={styles.steps}>
        {operation.steps.map((step) => (
          <Step key={step.name} step={step} over={finished !== null} />
        ))}
      </ol>
      {error !== null && (
        <p className={styles.error}>
          {wordsOf(`errors.${error.code}`, error.detail)} <span className="quiet">{error.detail}</span>
        </p>
      )}
    </li>
  );
}

/** One step: done with its seconds, under way, or not come to. */
function Step({ step, over }: { step: StepOut; over: boolean }) {
  const { t } = useTranslation();
  const done = step.state === 'done';
  return (
    <li className={done ? styles.done : styles.waits}>
      <span className={styles.mark}>
        {done ? (
          <CheckOutlined aria-label={t('instances.history.done')} />
        ) : (
          <span aria-hidden="true">·</span>
        )}
      </span>
      {wordsOf(`steps.${step.name}`, step.name)}
      {step.seconds !== null && <span className="quiet num">{seconds(step.seconds)}</span>}
      {!done && over && <span className="quiet">{t('instances.history.not_reached')}</span>}
    </li>
  );
}
