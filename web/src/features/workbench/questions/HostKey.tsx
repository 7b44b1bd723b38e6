import { SafetyCertificateOutlined, WarningFilled } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CopyText } from '../../../ui/Copy';
import type { AnswerIn, Question } from '../api';
import { placeOf } from './place';
import styles from './Question.module.css';

type Accept = NonNullable<AnswerIn['accept']>;

interface HostKeyProps {
  question: Question;
  /** It is about a machine on the way, not about the one where the session leads. */
  jump: boolean;
  onAnswer: (answer: { accept: Accept }) => Promise<void>;
}

/** Runs one answer at a time, so that an impatient second click is no second answer. */
function useAnswering(onAnswer: HostKeyProps['onAnswer']) {
  const [busy, setBusy] = useState<Accept | null>(null);
  const answer = (accept: Accept) => {
    setBusy(accept);
    void onAnswer({ accept }).finally(() => setBusy(null));
  };
  const button = (accept: Accept) => ({
    loading: busy === accept,
    disabled: busy !== null && busy !== accept,
    onClick: () => answer(accept),
  });
  return button;
}

/** The first contact with a machine: what it shows, to be compared with what its owner says. */
export function HostKeyFirst({ question, jump, onAnswer }: HostKeyProps) {
  const { t } = useTranslation();
  const button = useAnswering(onAnswer);
  return (
    <section className={styles.card} aria-labelledby="question-title">
      <h2 id="question-title" className={styles.title}>
        <SafetyCertificateOutlined className={styles.icon} aria-hidden="true" />
        {t('workbench-connections.question.host_key_title')}
      </h2>
      <p className={styles.lead}>{t('workbench-connections.question.host_key_lead')}</p>
      <Fingerprint question={question} jump={jump} />
      <div className={styles.acts}>
        <Button type="primary" autoFocus {...button('save')}>
          {t('workbench-connections.question.accept_save')}
        </Button>
        <Button {...button('once')}>{t('workbench-connections.question.accept_once')}</Button>
        <Button type="text" {...button('refuse')}>
          {t('workbench-connections.question.refuse')}
        </Button>
      </div>
    </section>
  );
}

function Fingerprint({ question, jump }: Pick<HostKeyProps, 'question' | 'jump'>) {
  const { t } = useTranslation();
  return (
    <dl className={styles.facts}>
      <dt>{t(`workbench-connections.question.${jump ? 'jump' : 'machine'}`)}</dt>
      <dd className="mono">{placeOf(question)}</dd>
      <dt>{t('workbench-connections.question.algorithm')}</dt>
      <dd className="mono">{question.algorithm}</dd>
      <dt>{t('workbench-connections.question.fingerprint')}</dt>
      <dd>
        <CopyText
          wrap
          text={question.fingerprint ?? ''}
          label={t('common.copy_what', { what: t('workbench-connections.question.fingerprint') })}
        />
      </dd>
    </dl>
  );
}

/** A machine that shows another key than before. Nothing was sent to it; going on takes a decision, not a click. */
export function HostKeyChanged({ question, jump, onAnswer }: HostKeyProps) {
  const { t } = useTranslation();
  const button = useAnswering(onAnswer);
  const [sure, setSure] = useState(false);
  return (
    <section
      className={`${styles.card} ${styles.danger}`}
      role="alertdialog"
      aria-labelledby="question-title"
    >
      <h2 id="question-title" className={styles.title}>
        <WarningFilled className={styles.icon} aria-hidden="true" />
        {t('workbench-connections.question.changed_title')}
      </h2>
      <p className={styles.lead}>{t('workbench-connections.question.changed_lead')}</p>
      <dl className={styles.facts}>
        <dt>{t(`workbench-connections.question.${jump ? 'jump' : 'machine'}`)}</dt>
        <dd className="mono">{placeOf(question)}</dd>
        <dt>{t('workbench-connections.question.algorithm')}</dt>
        <dd className="mono">{question.algorithm}</dd>
        <dt>{t('workbench-connections.question.old_fingerprint')}</dt>
        <dd className={`mono ${styles.old}`}>{question.old_fingerprint}</dd>
        <dt>{t('workbench-connections.question.new_fingerprint')}</dt>
        <dd className={`mono ${styles.new}`}>{question.fingerprint}</dd>
      </dl>
      <p className={styles.lead}>{t('workbench-connections.question.changed_what')}</p>
      <Checkbox checked={sure} onChange={(event) => setSure(event.target.checked)}>
        {t('workbench-connections.question.changed_sure')}
      </Checkbox>
      <div className={styles.acts}>
        <Button type="primary" autoFocus {...button('refuse')}>
          {t('workbench-connections.question.refuse_safe')}
        </Button>
        <Button danger {...button('replace')} disabled={!sure}>
          {t('workbench-connections.question.replace')}
        </Button>
      </div>
    </section>
  );
}
