import { Alert } from 'antd';

import styles from './Refusal.module.css';

/** Why a form was refused, above its button; nothing while it was not. */
export function Refusal({ words }: { words: string }) {
  if (words === '') return null;
  return <Alert type="error" showIcon title={words} role="alert" className={styles.refusal} />;
}
