import { Button } from 'antd';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { LinkButton } from '../../../ui/LinkButton';
import styles from './Cost.module.css';

export interface OrderButtonProps {
  busy: boolean;
  /** False while something of what is chosen cannot be had. */
  possible: boolean;
  /** What to do first, where nothing else on the page says so. */
  first: string;
  /** The wallet does not carry it: the one act is to fill it. */
  short: boolean;
  onOrder: () => void;
  /** Writes the choices into the address and goes to the till, so that coming back finds them. */
  onTopUp: () => void;
}

/** The one act of the page. */
export function OrderButton({ busy, possible, first, short, onOrder, onTopUp }: OrderButtonProps) {
  const { t } = useTranslation();
  const topUp = (event: MouseEvent) => {
    // A new tab or window is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onTopUp();
  };
  return (
    <div className={styles.order}>
      {short ? (
        <LinkButton type="primary" size="large" block to="/billing" hash="redeem" onClick={topUp}>
          {t('create.top_up')}
        </LinkButton>
      ) : (
        <Button type="primary" size="large" block loading={busy} disabled={!possible} onClick={onOrder}>
          {t('create.act')}
        </Button>
      )}
      {first !== '' && <p className="quiet small">{first}</p>}
    </div>
  );
}
