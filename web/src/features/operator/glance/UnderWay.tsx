import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AdminOperationOut, BuildView } from '../../../api';
import { listAllOperationsOptions, listImageBuildsOptions } from '../../../api/@tanstack/react-query.gen';
import { Failure } from '../../../ui/Answer';
import { Panel } from '../../../ui/Page';
import { wordsOf } from '../../../ui/words';
import { OperationProgress } from '../../instances/OperationProgress';
import { BuildProgress } from '../catalogue/BuildProgress';
import { isUnderWay } from '../catalogue/builds';
import styles from './UnderWay.module.css';

const UNDER_WAY = ['running', 'undoing', 'queued'] as const;
const SHOWN = 8;

/** What the platform is doing right now, with its progress. */
export function UnderWay() {
  const { t } = useTranslation();
  const answers = useQueries({
    queries: UNDER_WAY.map((state) => listAllOperationsOptions({ query: { state, limit: SHOWN } })),
  });
  const builds = useQuery(listImageBuildsOptions({ query: { limit: 10 } }));
  const operations = answers.flatMap((answer) => answer.data?.items ?? []);
  const building = (builds.data?.items ?? []).filter(isUnderWay);
  const refused = answers.find((answer) => answer.isError && answer.data === undefined);
  if (refused !== undefined) return <Failure error={refused.error} retry={refused.refetch} />;
  const isMore = operations.length > SHOWN || answers.some((answer) => (answer.data?.next ?? null) !== null);
  return (
    <Panel
      title={t('operator.under_way')}
      extra={
        isMore && (
          <Link to="/operator/instances" search={{ tab: 'operations' }}>
            {t('operator.all_operations')}
          </Link>
        )
      }
    >
      {operations.length + building.length === 0 ? (
        <p className="quiet">{t('operator.nothing_under_way')}</p>
      ) : (
        <ul className={styles.list}>
          {building.map((build) => (
            <Building key={build.id} build={build} />
          ))}
          {operations.slice(0, SHOWN).map((operation) => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Operation({ operation }: { operation: AdminOperationOut }) {
  return (
    <li className={styles.line}>
      <span className={styles.what}>
        {wordsOf(`operator.kinds.${operation.kind}`, operation.kind)}{' '}
        <Link to="/operator/instances" search={{ instance: operation.instance_id }}>
          {operation.instance_name}
        </Link>{' '}
        <span className="quiet">{operation.user_name}</span>
      </span>
      <OperationProgress operation={operation} />
    </li>
  );
}

function Building({ build }: { build: BuildView }) {
  const { t } = useTranslation();
  return (
    <li className={styles.line}>
      <span className={styles.what}>
        {t('operator.building')} <Link to="/operator/images">{build.name}</Link>{' '}
        <span className="quiet">{build.region}</span>
      </span>
      <BuildProgress build={build} />
    </li>
  );
}
