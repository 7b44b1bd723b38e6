import { CheckCircleFilled, CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Page';
import { Tag } from '../../ui/Status';
import styles from './FirstSteps.module.css';
import { current, type Step, type StepName } from './steps';

/** The way to a first shell, ticked as it is gone. */
export function FirstStepsPanel({ steps, onDismiss }: { steps: Step[]; onDismiss: () => void }) {
  const { t } = useTranslation();
  const now = current(steps);
  return (
    <Panel
      title={t('overview.steps.title')}
      extra={
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={t('overview.steps.dismiss')}
          onClick={onDismiss}
        />
      }
    >
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step.name} className={styles.step} aria-current={step.name === now ? 'step' : undefined}>
            {step.done ? (
              <CheckCircleFilled className={styles.done} role="img" aria-label={t('overview.steps.done')} />
            ) : (
              <span className={`${styles.mark} ${step.name === now ? styles.now : ''}`} aria-hidden="true">
                {index + 1}
              </span>
            )}
            <div className={styles.words}>
              <p className={step.done ? 'quiet' : styles.title}>
                {t(`overview.steps.${step.name}`)}{' '}
                {step.optional && !step.done && <Tag>{t('overview.steps.optional')}</Tag>}
              </p>
              {!step.done && <p className="quiet small">{t(`overview.steps.${step.name}_lead`)}</p>}
              {!step.done && <Way name={step.name} primary={step.name === now} />}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Where the step is taken; the last one is taken in the list of instances on the same page. */
function Way({ name, primary }: { name: StepName; primary: boolean }): ReactNode {
  const { t } = useTranslation();
  const type = primary ? 'primary' : 'default';
  switch (name) {
    case 'fund':
      return (
        <LinkButton size="small" type={type} to="/billing" hash="redeem">
          {t('overview.steps.fund_act')}
        </LinkButton>
      );
    case 'key':
      return (
        <LinkButton size="small" to="/account" search={{ tab: 'keys' }}>
          {t('overview.steps.key_act')}
        </LinkButton>
      );
    case 'rent':
      return (
        <LinkButton size="small" type={type} to="/market">
          {t('overview.steps.rent_act')}
        </LinkButton>
      );
    case 'connect':
      return null;
  }
}
