import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { duration, money, percent } from '../../ui/format';
import rows from './Rows.module.css';
import type { InstanceSum } from './statement';
import styles from './Statement.module.css';

/** What each instance cost, the dearest first. */
export function InstanceSums({ sums }: { sums: InstanceSum[] }) {
  const { t } = useTranslation();
  const whole = sums.reduce((total, one) => total + Math.max(0, one.amount), 0);
  const share = (amount: number) => (whole === 0 ? 0 : (Math.max(0, amount) / whole) * 100);
  return (
    <section>
      <h3 className={styles.heading}>{t('billing.statement.by_instance')}</h3>
      <table className={`${rows.table} ${rows.cards}`}>
        <caption className="visually-hidden">{t('billing.statement.by_instance_caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('billing.instance')}</th>
            <th scope="col">{t('billing.statement.run_time')}</th>
            <th scope="col">{t('billing.statement.share')}</th>
            <th scope="col" className={rows.number}>
              {t('billing.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sums.map((one) => (
            <tr key={one.instanceId}>
              <th scope="row">
                <Link
                  to="/billing"
                  search={(now) => ({ ...now, tab: 'statement', instance: one.instanceId })}
                >
                  {one.name || one.instanceId}
                </Link>
              </th>
              <td className={rows.when}>{duration(one.billableMs)}</td>
              <td>
                <span className={styles.share}>
                  <span className={styles.shareTrack} aria-hidden="true">
                    <span className={styles.shareBar} style={{ width: `${share(one.amount)}%` }} />
                  </span>
                  {percent(share(one.amount))}
                </span>
              </td>
              <td className={`${rows.number} ${rows.amount}`}>{money(one.amount, { exact: true })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
