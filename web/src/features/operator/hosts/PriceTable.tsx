import { useTranslation } from 'react-i18next';

import { Empty } from '../../../ui/Answer';
import { PriceLine } from './PriceLine';
import styles from './PriceTable.module.css';
import type { PriceRow } from './prices';

/** What each card model costs, to be changed where it stands. */
export function PriceTable({ rows }: { rows: PriceRow[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <Empty title={t('hosts.no_models')}>{t('hosts.no_models_lead')}</Empty>;
  const unpriced = rows.filter((row) => row.price === null).length;
  return (
    <>
      {unpriced > 0 && (
        <p className={styles.warning}>{t('hosts.unpriced_lead', { count: unpriced, models: unpriced })}</p>
      )}
      <table className={styles.prices}>
        <thead>
          <tr>
            <th scope="col">{t('hosts.model')}</th>
            <th scope="col" className={styles.right}>
              {t('hosts.cards')}
            </th>
            <th scope="col">{t('hosts.list_price')}</th>
            <th scope="col">{t('hosts.discount')}</th>
            <th scope="col" className={styles.right}>
              {t('hosts.net_price')}
            </th>
            <th scope="col">
              <span className="visually-hidden">{t('common.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PriceLine key={row.model} row={row} />
          ))}
        </tbody>
      </table>
      <p className={`quiet small ${styles.foot}`}>{t('hosts.prices_lead')}</p>
    </>
  );
}
