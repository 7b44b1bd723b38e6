import { DownloadOutlined, ReloadOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Statement } from '../../api';
import { getStatementOptions, listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../ui/Answer';
import { DateRange } from '../../ui/DateRange';
import { dayWord, shiftDay } from '../../ui/days';
import { duration, money, time } from '../../ui/format';
import { useToday } from '../../ui/ticking';
import { InstanceSums } from './InstanceSums';
import rows from './Rows.module.css';
import { sheetOf, span, type Range } from './sheets';
import { byDay, byInstance, runTime } from './statement';
import styles from './Statement.module.css';
import { StatementDay } from './StatementDay';

export interface StatementFilter extends Range {
  instance?: string;
}

interface StatementTabProps {
  filter: StatementFilter;
  onFilter: (filter: StatementFilter) => void;
}

const USUAL_DAYS = 7;

/** What was charged per instance and clock hour, with sums per day and per instance; the latest week unless asked. */
export function StatementTab({ filter, onFilter }: StatementTabProps) {
  const { t } = useTranslation();
  const today = useToday();
  const from = filter.from ?? shiftDay(filter.to ?? today, 1 - USUAL_DAYS);
  const to = filter.to ?? today;
  const wanted = { instance_id: filter.instance, from, to };
  const statement = useQuery({
    ...getStatementOptions({ query: { instance_id: filter.instance, ...span({ from, to }) } }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className={rows.filters}>
        <InstanceSelect
          value={filter.instance}
          statement={statement.data}
          onChange={(instance) => onFilter({ ...filter, instance })}
        />
        <DateRange
          from={from}
          to={to}
          onChange={(days) => onFilter({ instance: filter.instance, ...days })}
        />
        <span className={rows.spacer} />
        <Button icon={<DownloadOutlined />} href={sheetOf('/api/v1/statement.csv', wanted)} download>
          {t('common.export_csv')}
        </Button>
      </div>
      <Answer query={statement} loading={<Skeleton active paragraph={{ rows: 9 }} style={{ padding: 16 }} />}>
        {(data) => (
          <div className={statement.isPlaceholderData ? rows.stale : undefined}>
            <Total
              statement={data}
              period={t('billing.statement.period', { from: dayWord(from, today), to: dayWord(to, today) })}
              seenAt={statement.dataUpdatedAt}
              busy={statement.isFetching}
              onRefresh={() => void statement.refetch()}
            />
            <Lines statement={data} today={today} />
          </div>
        )}
      </Answer>
    </>
  );
}

interface InstanceSelectProps {
  value: string | undefined;
  statement: Statement | undefined;
  onChange: (instance: string | undefined) => void;
}

/** Those that exist, and those of which the statement still speaks. */
function InstanceSelect({ value, statement, onChange }: InstanceSelectProps) {
  const { t } = useTranslation();
  const instances = useQuery(listInstancesOptions());
  const names = new Map((instances.data ?? []).map((one) => [one.id, one.name]));
  for (const line of statement?.lines ?? []) names.set(line.instance_id, line.instance_name);
  if (value !== undefined && !names.has(value)) names.set(value, value);
  return (
    <Select
      aria-label={t('billing.instance')}
      className={rows.select}
      value={value ?? ''}
      showSearch={{ optionFilterProp: 'label' }}
      options={[
        { value: '', label: t('billing.all_instances') },
        ...[...names].map(([id, name]) => ({ value: id, label: name || id })),
      ]}
      onChange={(id: string) => onChange(id || undefined)}
    />
  );
}

interface TotalProps {
  statement: Statement;
  period: string;
  seenAt: number;
  busy: boolean;
  onRefresh: () => void;
}

function Total({ statement, period, seenAt, busy, onRefresh }: TotalProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.total}>
      <div>
        <div className="quiet small">
          {t('billing.statement.total')} · {period}
        </div>
        <div className={styles.totalAmount}>{money(statement.total, { exact: true })}</div>
      </div>
      <div>
        <div className="quiet small">{t('billing.statement.run_time')}</div>
        <div className={styles.totalTime}>{duration(runTime(statement.lines))}</div>
      </div>
      <span className={rows.spacer} />
      <span className={styles.asOf}>
        <span className="quiet small num">
          {t('billing.statement.as_of', { time: time(seenAt, 'time') })}
        </span>
        <Button
          size="small"
          type="text"
          icon={<ReloadOutlined />}
          loading={busy}
          aria-label={t('common.refresh')}
          onClick={onRefresh}
        />
      </span>
    </div>
  );
}

function Lines({ statement, today }: { statement: Statement; today: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const days = byDay(statement.lines);
  const sums = byInstance(statement.lines);
  if (days.length === 0) {
    return <Empty title={t('billing.statement.no_lines')}>{t('billing.statement.no_lines_lead')}</Empty>;
  }

  function toggle(key: string) {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  }

  return (
    <>
      {sums.length > 1 && <InstanceSums sums={sums} />}
      {days.map((day) => (
        <StatementDay key={day.day} day={day} today={today} opened={opened} onToggle={toggle} />
      ))}
    </>
  );
}
