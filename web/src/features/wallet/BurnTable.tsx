import { Link } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';

import { duration, gigabytes, money } from '../../ui/format';
import { Cards } from '../instances/InstanceState';
import { outlook, type Burner } from './forecast';
import rows from './Rows.module.css';
import styles from './Forecast.module.css';
import type { LiveStanding } from './useStanding';
import { endWord } from './words';

const DAY = 24;

interface BurnTableProps {
  stands: LiveStanding;
  all: Burner[];
  /** Which ones are imagined to be off. */
  off: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

/** Everything that costs money now, and until when the balance would last without it. */
export function BurnTable({ stands, all, off, onToggle }: BurnTableProps) {
  const { t } = useTranslation();
  return (
    <table className={`${rows.table} ${rows.cards}`}>
      <caption className="visually-hidden">{t('billing.forecast.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('billing.forecast.item')}</th>
          <th scope="col" className={rows.number}>
            {t('billing.forecast.per_hour')}
          </th>
          <th scope="col" className={rows.number}>
            {t('billing.forecast.per_day')}
          </th>
          <th scope="col">{t('billing.forecast.only_this_off')}</th>
          <th scope="col">{t('billing.forecast.if_off')}</th>
        </tr>
      </thead>
      <tbody>
        {all.map((one) => (
          <tr key={one.key}>
            <th scope="row">
              <What burner={one} />
            </th>
            <td className={`${rows.number} ${rows.amount}`}>
              {money(one.rate, { exact: one.rate < 10_000 })}
            </td>
            <td className={`${rows.number} ${styles.wide}`}>{money(one.rate * DAY)}</td>
            <td>{one.kind === 'run' && <Alone stands={stands} all={all} burner={one} />}</td>
            <td>
              {one.kind === 'run' && (
                <Checkbox
                  checked={off.has(one.key)}
                  aria-label={t('billing.forecast.if_off_one', { name: one.instance?.name ?? '' })}
                  onChange={() => onToggle(one.key)}
                >
                  <span className={styles.narrow}>{t('billing.forecast.if_off')}</span>
                </Checkbox>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function What({ burner }: { burner: Burner }) {
  const { t } = useTranslation();
  const { instance, kind, extraGb } = burner;
  if (instance === null) {
    return (
      <span title={t('billing.forecast.rest_hint')}>
        {t('billing.forecast.rest')} <span className="quiet small">{t('billing.forecast.rest_hint')}</span>
      </span>
    );
  }
  return (
    <span className={styles.what}>
      <Link to="/instances/$instanceId" params={{ instanceId: instance.id }}>
        {instance.name}
      </Link>
      <span className="quiet">
        {kind === 'disk' ? (
          <>
            {t('billing.extra_disk', { size: gigabytes(extraGb) })} · {t('billing.forecast.disk_goes_on')}
          </>
        ) : instance.mode === 'no_cards' ? (
          t('billing.no_cards')
        ) : (
          <Cards count={instance.count} model={instance.model} simulated={instance.simulated} />
        )}
      </span>
    </span>
  );
}

/** How it would be without this one alone. */
function Alone({ stands, all, burner }: { stands: LiveStanding; all: Burner[]; burner: Burner }) {
  const { t } = useTranslation();
  const { lastsMs } = outlook(stands.available, all, new Set([burner.key]));
  if (lastsMs === null) return <span>{t('billing.forecast.until_never')}</span>;
  const longer = lastsMs - (stands.lastsMs ?? 0);
  return (
    <span className={styles.alone}>
      <span className={styles.narrow}>{t('billing.forecast.only_this_off')} </span>
      {endWord(stands.now + lastsMs, stands.now)}{' '}
      <span className="quiet small">{t('billing.forecast.longer', { time: duration(longer, 1) })}</span>
    </span>
  );
}
