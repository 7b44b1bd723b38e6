import { CloseOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { bytes, count, percent } from '../../../ui/format';
import { Kill } from './Kill';
import styles from './Monitor.module.css';
import { rowsOf, shortCommand, type Order, type Row } from './rows';
import type { Sample } from './sample';

const FEW = 12;

/** The busiest processes: sorted, filtered, and ended when their user wants that. */
export function Processes({ sessionId, sample }: { sessionId: string; sample: Sample }) {
  const { t } = useTranslation();
  const [order, setOrder] = useState<Order>('cpu');
  const [wanted, setWanted] = useState('');
  const [all, setAll] = useState(false);
  const [victim, setVictim] = useState<Row | null>(null);
  const withCards = sample.gpus.some(({ processes }) => processes.length > 0);
  const rows = rowsOf(sample.processes, sample.gpus, order === 'gpu' && !withCards ? 'cpu' : order, wanted);
  const shown = all || wanted !== '' ? rows : rows.slice(0, FEW);
  const head = (of: Order, title: string) => (
    <th scope="col" className={styles.figure} aria-sort={order === of ? 'descending' : 'none'}>
      <button type="button" onClick={() => setOrder(of)}>
        {title}
      </button>
    </th>
  );
  return (
    <section className={styles.part} aria-label={t('workbench-monitor.processes')}>
      <div className={styles.row}>
        <span className={styles.rowName}>
          {t('workbench-monitor.processes')}{' '}
          <span className="num quiet">{count(sample.processes_total)}</span>
        </span>
        <Input
          size="small"
          allowClear
          className={styles.filter}
          aria-label={t('workbench-monitor.filter')}
          placeholder={t('workbench-monitor.filter')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      {sample.processes_hidden && <p className="quiet small">{t('workbench-monitor.own_only')}</p>}
      <table className={`${styles.table} ${withCards ? styles.withCards : ''}`}>
        <thead>
          <tr>
            <th scope="col">{t('workbench-monitor.command')}</th>
            {head('cpu', t('workbench-monitor.cpu'))}
            {head('memory', t('workbench-monitor.memory'))}
            {withCards && head('gpu', t('workbench-monitor.gpu_memory'))}
            <th scope="col" className={styles.acts}>
              <span className="visually-hidden">{t('workbench-monitor.act')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Line key={`${row.pid} ${row.started}`} row={row} withCards={withCards} onKill={setVictim} />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p className="quiet small">{t('workbench-monitor.none_match')}</p>}
      {wanted === '' && rows.length > FEW && (
        <button type="button" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('workbench-monitor.fewer') : t('workbench-monitor.all', { count: rows.length })}
        </button>
      )}
      {victim !== null && <Kill sessionId={sessionId} process={victim} onClose={() => setVictim(null)} />}
    </section>
  );
}

interface LineProps {
  row: Row;
  withCards: boolean;
  onKill: (row: Row) => void;
}

function Line({ row, withCards, onKill }: LineProps) {
  const { t } = useTranslation();
  return (
    <tr title={`${row.pid}  ${row.user}\n${row.command}`}>
      <td className={styles.cut}>{shortCommand(row.command)}</td>
      <td className={styles.figure}>{percent(row.cpu_percent, row.cpu_percent < 10 ? 1 : 0)}</td>
      <td className={styles.figure}>{bytes(row.memory_bytes)}</td>
      {withCards && (
        <td className={styles.figure}>{row.gpu_memory === null ? '–' : bytes(row.gpu_memory)}</td>
      )}
      <td className={styles.acts}>
        {row.pid > 1 && (
          <Button
            type="text"
            size="small"
            className={styles.kill}
            icon={<CloseOutlined />}
            aria-label={t('workbench-monitor.kill_one', { name: row.name, pid: row.pid })}
            onClick={() => onKill(row)}
          />
        )}
      </td>
    </tr>
  );
}
