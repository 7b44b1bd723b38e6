import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ModelView } from '../../api';
import { listModelsOptions } from '../../api/@tanstack/react-query.gen';
import { useLiveMarket } from '../../app/live';
import { problemOf } from '../../app/problem';
import { Empty, Failure } from '../../ui/Answer';
import { gigabytes, money } from '../../ui/format';
import { LinkButton } from '../../ui/LinkButton';
import { SimulatedTag } from '../instances/InstanceState';
import styles from './Models.module.css';

/** What can be rented this minute and for how much, moving while one looks. */
export function Models() {
  const { t } = useTranslation();
  useLiveMarket();
  const models = useQuery(listModelsOptions());
  return (
    <section className={styles.panel} aria-labelledby="models">
      <header className={styles.head}>
        <h2 id="models">{t('landing.models')}</h2>
        <span className="quiet small">{t('landing.models_live')}</span>
      </header>
      {models.data === undefined ? (
        <NotYet error={models.error} retry={models.refetch} />
      ) : (
        <Table models={models.data} />
      )}
    </section>
  );
}

function NotYet({ error, retry }: { error: unknown; retry: () => unknown }) {
  const { t } = useTranslation();
  if (error === null)
    return <Skeleton active className={styles.waiting} title={false} paragraph={{ rows: 5 }} />;
  if (problemOf(error).status !== 401) return <Failure error={error} retry={retry} />;
  return (
    <Empty
      title={t('landing.models_private')}
      action={
        <LinkButton to="/login" search={{ next: '/market' }}>
          {t('landing.log_in')}
        </LinkButton>
      }
    />
  );
}

function Table({ models }: { models: ModelView[] }) {
  const { t } = useTranslation();
  if (models.length === 0) return <Empty title={t('landing.no_models')}>{t('landing.no_models_lead')}</Empty>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('landing.model')}</th>
          <th scope="col">{t('landing.idle')}</th>
          <th scope="col" className={styles.price}>
            {t('landing.price')}
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <Row key={model.model} model={model} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ model }: { model: ModelView }) {
  const { t } = useTranslation();
  const none = model.idle === 0;
  return (
    <tr className={none ? styles.none : undefined}>
      <th scope="row">
        <span className={styles.model}>{model.model}</span> {model.simulated && <SimulatedTag />}
        <div className="quiet small">{gigabytes(model.memory_gb)}</div>
      </th>
      <td>
        <span className="num">
          {none ? t('landing.rented_out') : t('landing.idle_of', { idle: model.idle, total: model.total })}
        </span>
        <progress
          className={styles.meter}
          value={model.idle}
          max={Math.max(1, model.total)}
          aria-hidden="true"
        />
      </td>
      <td className={styles.price}>
        <strong className="num">{t('landing.from', { amount: money(model.price_from) })}</strong>
      </td>
    </tr>
  );
}
