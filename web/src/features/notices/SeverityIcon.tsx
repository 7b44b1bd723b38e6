import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { Severity } from './meaning';
import styles from './Notices.module.css';

const ICONS = { good: CheckCircleFilled, attention: ExclamationCircleFilled, failed: CloseCircleFilled };

/** How bad it is, as a shape, a colour and, for those who see neither, a word. */
export function SeverityIcon({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  const Icon = ICONS[severity];
  return (
    <Icon
      role="img"
      aria-label={t(`notices.severity.${severity}`)}
      className={`${styles.icon} ${styles[severity]}`}
    />
  );
}
