import { CheckCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import {
  getOverviewOptions,
  listAllImagesOptions,
  listHostsOptions,
  listPricesOptions,
} from '../../../api/@tanstack/react-query.gen';
import { LinkButton } from '../../../ui/LinkButton';
import { Panel } from '../../../ui/Page';
import styles from './FirstSteps.module.css';
import { firstSteps, progressOf, type Step, type StepName } from './firstSteps';

/** Where each step is done. */
const PLACES: Record<StepName, { to: '/operator/hosts' | '/operator/images'; hash?: string }> = {
  hosts: { to: '/operator/hosts', hash: 'join' },
  prices: { to: '/operator/hosts', hash: 'prices' },
  image: { to: '/operator/images' },
  open: { to: '/operator/hosts', hash: 'hosts' },
};

/** What is left to do before anything can be rented. It ticks itself, and is gone when all is done. */
export function FirstSteps() {
  const { t } = useTranslation();
  const hosts = useQuery(listHostsOptions());
  const prices = useQuery(listPricesOptions());
  const images = useQuery(listAllImagesOptions());
  const overview = useQuery(getOverviewOptions());
  // Where somebody has rented already, what is not done is not a first step: the hosts' page says it in its place.
  if (overview.data === undefined || Object.keys(overview.data.instances).length > 0) return null;
  if (hosts.data === undefined || prices.data === undefined || images.data === undefined) return null;
  const steps = firstSteps(hosts.data, prices.data, images.data);
  const { done, next } = progressOf(steps);
  if (next === null) return null;
  return (
    <Panel
      title={t('hosts.first.title')}
      extra={<span className="quiet num">{t('hosts.first.progress', { done, all: steps.length })}</span>}
    >
      <ol className={styles.steps}>
        {steps.map((step, place) => (
          <StepLine key={step.name} step={step} number={place + 1} isNext={step.name === next} />
        ))}
      </ol>
    </Panel>
  );
}

function StepLine({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  const { t } = useTranslation();
  return (
    <li className={`${styles.step} ${step.done ? styles.done : ''}`}>
      <span className={styles.mark} aria-hidden="true">
        {step.done ? <CheckCircleFilled /> : number}
      </span>
      <div className={styles.words}>
        <p className={styles.name}>
          {t(`hosts.first.${step.name}`)}
          {step.done && <span className="visually-hidden">{t('hosts.first.done')}</span>}
        </p>
        {!step.done && <p className="quiet small">{t(`hosts.first.${step.name}_lead`)}</p>}
      </div>
      {!step.done && (
        <LinkButton {...PLACES[step.name]} size="small" type={isNext ? 'primary' : 'default'}>
          {t(`hosts.first.${step.name}_go`)}
        </LinkButton>
      )}
    </li>
  );
}
