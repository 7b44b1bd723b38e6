import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { Answer } from '../../ui/Answer';
import { lasting, money } from '../../ui/format';
import { Panel } from '../../ui/Page';
import styles from './Funds.module.css';
import { breakdown } from './standing';
import { useStanding, type LiveStanding } from './useStanding';
import { endWord } from './words';

/** What can be spent, how long that lasts, and how it comes about. */
export function FundsPanel() {
  const stands = useStanding();
  return (
    <Panel>
      <Answer query={stands} loading={<Skeleton active paragraph={{ rows: 4 }} className={styles.loading} />}>
        {(data) => (
          <>
            <Available stands={data} />
            <HowItComes stands={data} />
          </>
        )}
      </Answer>
    </Panel>
  );
}

/** The one big number, with its pace and its end. */
export function Available({ stands }: { stands: LiveStanding }) {
  const { t } = useTranslation();
  const { available, burn, lastsMs, driesAt, tone } = stands;
  return (
    <div>
      <h2 className={styles.name}>{t('billing.available')}</h2>
      <div className={`${styles.big} ${styles[tone]}`}>{money(available)}</div>
      <p className={styles.pace}>
        <span className="num">
          {burn > 0 ? t('billing.burning', { amount: money(burn) }) : t('billing.not_burning')}
        </span>
        {lastsMs !== null && driesAt !== null && available > 0 && (
          <>
            <span className={styles[tone]}>{t('billing.lasts', { time: lasting(lastsMs) })}</span>
            <span className="num">{t('billing.lasts_until', { time: endWord(driesAt, stands.now) })}</span>
          </>
        )}
      </p>
    </div>
  );
}

function HowItComes({ stands }: { stands: LiveStanding }) {
  const { t } = useTranslation();
  const parts = breakdown(stands.wallet, stands.available);
  const rows = [
    { sign: '', name: t('billing.balance'), hint: t('billing.balance_hint'), amount: parts.balance },
    { sign: '−', name: t('billing.held'), hint: t('billing.held_hint'), amount: parts.held },
    { sign: '−', name: t('billing.owed'), hint: t('billing.owed_hint'), amount: parts.owed },
    { sign: '=', name: t('billing.available'), hint: t('billing.available_hint'), amount: parts.available },
  ];
  return (
    <table className={styles.sum}>
      <caption className="visually-hidden">{t('billing.sum_title')}</caption>
      <tbody>
        {rows.map(({ sign, name, hint, amount }) => (
          <tr key={name}>
            <th scope="row">
              <span className={styles.sign}>{sign}</span>
              {name}
            </th>
            <td className={styles.sumAmount}>{money(amount)}</td>
            <td className={styles.hint}>{hint}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
