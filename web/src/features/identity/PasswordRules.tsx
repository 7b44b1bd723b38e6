import { BulbOutlined, CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import styles from './PasswordRules.module.css';
import { PASSWORD_LENGTH, passwordState, type PasswordState } from './rules';

/** The one rule and the one piece of advice about a password, while it is typed. */
export function PasswordRules({ password, name }: { password: string; name: string }) {
  const { t } = useTranslation();
  const state = passwordState(password, name);
  return (
    <div role="status">
      <ul className={styles.rules}>
        <LengthRule state={state} />
        {state.advice === null ? (
          <li className={styles.open}>
            <BulbOutlined aria-hidden="true" />
            {t('account.advice_words')}
          </li>
        ) : (
          <li className={styles.advice}>
            <BulbOutlined aria-hidden="true" />
            {t(`account.advice_${state.advice}`)}
          </li>
        )}
      </ul>
    </div>
  );
}

function LengthRule({ state }: { state: PasswordState }) {
  const { t } = useTranslation();
  if (state.tooLong)
    return (
      <li className={styles.broken}>
        <CloseCircleFilled aria-hidden="true" />
        {t('account.password_too_long', { most: PASSWORD_LENGTH.longest })}
      </li>
    );
  if (state.accepted)
    return (
      <li className={styles.met}>
        <CheckCircleFilled aria-hidden="true" />
        {t('account.password_long_enough', { least: PASSWORD_LENGTH.shortest })}
      </li>
    );
  return (
    <li className={styles.open}>
      <MinusCircleOutlined aria-hidden="true" />
      {state.length === 0
        ? t('account.password_rule', { least: PASSWORD_LENGTH.shortest })
        : t('account.password_so_far', { least: PASSWORD_LENGTH.shortest, length: state.length })}
    </li>
  );
}
