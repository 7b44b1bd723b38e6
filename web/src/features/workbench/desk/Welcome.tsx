import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { NEW, useDeskParts } from './useDesk';
import styles from './Welcome.module.css';

const KEYS = [
  ['split_right', ['Alt', 'Shift', '=']],
  ['split_down', ['Alt', 'Shift', '−']],
  ['move', ['Alt', 'Shift', '← ↑ ↓ →']],
  ['tabs', ['Alt', 'Shift', '[ ]']],
  ['close', ['Alt', 'Shift', 'W']],
] as const;

/** An empty desk: how to fill it, and the keys that are worth knowing. */
export function Welcome() {
  const { t } = useTranslation();
  const { local, editConnection } = useDeskParts();
  return (
    <div className={styles.welcome}>
      <h2 className={styles.title}>{t('workbench.welcome_title')}</h2>
      <p className="quiet">{t(local ? 'workbench.welcome_local' : 'workbench.welcome_lead')}</p>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => editConnection(NEW)}>
        {t('workbench.welcome_new')}
      </Button>
      <h3 className={styles.keysTitle}>{t('workbench.welcome_keys')}</h3>
      <dl className={styles.keys}>
        {KEYS.map(([name, keys]) => (
          <div key={name} className={styles.row}>
            <dt>{t(`workbench.key.${name}`)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
