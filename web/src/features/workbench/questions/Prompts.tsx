import { LockOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AnswerIn, Prompt, Question } from '../api';
import { placeOf } from './place';
import styles from './Question.module.css';

interface PromptsProps {
  question: Question;
  /** It is about a machine on the way, not about the one where the session leads. */
  jump: boolean;
  onAnswer: (answer: Pick<AnswerIn, 'answers' | 'remember'>) => Promise<void>;
  onGiveUp: () => void;
}

interface Values {
  answers: string[];
  remember?: boolean;
}

/** A password, a passphrase, or whatever else the machine asks for, as with one-time codes; in its own words. */
export function Prompts({ question, jump, onAnswer, onGiveUp }: PromptsProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const kind = question.kind === 'passphrase' || question.kind === 'password' ? question.kind : 'answers';
  const asked = question.prompts ?? [];
  const prompts: Prompt[] =
    asked.length > 0 ? asked : [{ text: t(`workbench-connections.question.${kind}_label`), echo: false }];
  const again = (question.attempt ?? 1) > 1;
  const place = `${question.username ? `${question.username}@` : ''}${placeOf(question)}`;

  function send({ answers, remember }: Values) {
    setBusy(true);
    void onAnswer({
      answers: prompts.map((_, at) => answers[at] ?? ''),
      remember: remember === true,
    }).finally(() => setBusy(false));
  }

  return (
    <section className={styles.card} aria-labelledby="question-title">
      <h2 id="question-title" className={styles.title}>
        <LockOutlined className={styles.icon} aria-hidden="true" />
        {t(`workbench-connections.question.${kind}_title`)}
      </h2>
      <p className={styles.place}>
        {jump && `${t('workbench-connections.question.jump')} `}
        <span className="mono">{place}</span>
      </p>
      {question.instructions && <p className={styles.instructions}>{question.instructions}</p>}
      {again && (
        <p className={styles.wrong} role="alert">
          {t('workbench-connections.question.wrong')}
        </p>
      )}
      <Form name="question" layout="vertical" requiredMark={false} onFinish={send}>
        {prompts.map((prompt, at) => (
          // The prompts of one question never change their order.
          <Form.Item key={at} name={['answers', at]} label={prompt.text.replace(/[:：]\s*$/, '')}>
            {prompt.echo ? (
              <Input autoFocus={at === 0} autoComplete="one-time-code" spellCheck={false} />
            ) : (
              <Input.Password autoFocus={at === 0} autoComplete="off" />
            )}
          </Form.Item>
        ))}
        {question.can_remember === true && (
          <Form.Item name="remember" valuePropName="checked" className={styles.remember}>
            <Checkbox>{t('workbench-connections.question.remember')}</Checkbox>
          </Form.Item>
        )}
        <div className={styles.acts}>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('workbench-connections.question.go_on')}
          </Button>
          <Button type="text" onClick={onGiveUp}>
            {t('common.cancel')}
          </Button>
        </div>
      </Form>
    </section>
  );
}
