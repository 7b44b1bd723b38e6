import { CheckCircleFilled, ExclamationCircleFilled, InfoCircleFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';

import styles from './Banner.module.css';

const ICONS = {
  plain: InfoCircleFilled,
  good: CheckCircleFilled,
  attention: ExclamationCircleFilled,
  failed: ExclamationCircleFilled,
};

interface BannerProps {
  tone: keyof typeof ICONS;
  title: string;
  /** What it means. */
  children?: ReactNode;
  /** What to do about it. */
  actions?: ReactNode;
}

/** Something that everybody on the page must see, with what to do about it; said aloud when it appears. */
export function Banner({ tone, title, children, actions }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`${styles.banner} ${styles[tone]}`} role="status">
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        {children !== undefined && <div className={styles.lead}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
