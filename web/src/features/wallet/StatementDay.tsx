import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

import type { StatementLine } from '../../api';
import { dayWord } from '../../ui/days';
import { duration, money, time } from '../../ui/format';
import { Tag } from '../../ui/Status';
import rows from './Rows.module.css';
import type { Day, Part } from './statement';
import styles from './Statement.module.css';
import { chargeWord } from './words';

interface StatementDayProps {
  day: Day;
  today: string;
  /** Which parts show their hours. */
  opened: ReadonlySet<string>;
  onToggle: (key: string) => void;
}

/** One day: what cost money and how much, each thing hour by hour when it is opened. */
export function StatementDay({ day, today, opened, onToggle }: StatementDayProps) {
  const { t } = useTranslation();
  const word = dayWord(day.day, today);
  return (
    <section>
      <h3 className={styles.heading}>
        <span>{word}</span>
        {day.open && <OpenTag />}
        <span className={rows.spacer} />
        <span className="num">{money(day.amount, { exact: true })}</span>
      </h3>
      <table className={`${rows.table} ${rows.cards} ${styles.fixed}`}>
        <caption className="visually-hidden">{t('billing.statement.day_caption', { day: word })}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('billing.instance')}</th>
            <th scope="col">{t('billing.statement.what')}</th>
            <th scope="col">{t('billing.statement.price')}</th>
            <th scope="col">{t('billing.statement.billed')}</th>
            <th scope="col">{t('billing.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {day.parts.map((part) => {
            const key = `${day.day}|${part.key}`;
            return (
              <Fragment key={key}>
                <PartRow part={part} open={opened.has(key)} onToggle={() => onToggle(key)} />
                {opened.has(key) && part.lines.map((line) => <HourRow key={line.hour} line={line} />)}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function PartRow({ part, open, onToggle }: { part: Part; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const name = part.name || part.instanceId;
  const what = chargeWord(part.what);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          aria-label={t('billing.statement.hours_of', { name, what })}
          onClick={onToggle}
        >
          {open ? <DownOutlined aria-hidden="true" /> : <RightOutlined aria-hidden="true" />}
        </button>
        <Link to="/instances/$instanceId" params={{ instanceId: part.instanceId }}>
          {name}
        </Link>
      </th>
      <td>{what}</td>
      <td className="num">{t('common.per_hour', { amount: money(part.pricePerHour, { exact: true }) })}</td>
      <td className={rows.when}>{duration(part.billableMs)}</td>
      <td className={`${rows.number} ${rows.amount}`}>{money(part.amount, { exact: true })}</td>
    </tr>
  );
}

function HourRow({ line }: { line: StatementLine }) {
  const end = Date.parse(line.hour) + 3_600_000;
  return (
    <tr className={styles.hour}>
      <td className={styles.hourName} colSpan={3}>
        <span className="num">
          {time(line.hour, 'clock')}–{time(end, 'clock')}
        </span>{' '}
        {!line.posted && <OpenTag />}
      </td>
      <td className={rows.when}>{duration(line.billable_ms)}</td>
      <td className={`${rows.number} ${rows.amount}`}>{money(line.amount, { exact: true })}</td>
    </tr>
  );
}

function OpenTag() {
  const { t } = useTranslation();
  return <Tag title={t('billing.statement.open_hint')}>{t('billing.statement.open')}</Tag>;
}
