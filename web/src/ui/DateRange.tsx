import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './DateRange.module.css';
import { isDay, shiftDay } from './days';
import { useToday } from './ticking';

export interface Days {
  /** First and last day, both included; undefined where there is no limit. */
  from?: string;
  to?: string;
}

interface DateRangeProps extends Days {
  onChange: (days: Days) => void;
  /** Lengths in days that are offered by a button each. */
  lengths?: number[];
  /** Whether no limit at all may be chosen. */
  endless?: boolean;
}

/** From one day to another, both included; the browser's own date fields, which phones and keyboards know. */
export function DateRange({ from, to, onChange, lengths = [7, 30], endless = false }: DateRangeProps) {
  const { t } = useTranslation();
  const today = useToday();
  const presets: [string, Days][] = [
    [t('common.today'), { from: today, to: today }],
    ...lengths.map((days): [string, Days] => [
      t('common.last_days', { days }),
      { from: shiftDay(today, 1 - days), to: today },
    ]),
    [t('common.this_month'), { from: `${today.slice(0, 8)}01`, to: today }],
    ...(endless ? [[t('common.any_time'), {}] as [string, Days]] : []),
  ];
  return (
    <fieldset className={styles.range}>
      <legend className="visually-hidden">{t('common.date_range')}</legend>
      <DayField
        label={t('common.from')}
        value={from}
        max={to}
        onChange={(day) => onChange({ from: day, to })}
      />
      <DayField
        label={t('common.to')}
        value={to}
        min={from}
        onChange={(day) => onChange({ from, to: day })}
      />
      <span className={styles.presets}>
        {presets.map(([name, days]) => {
          const chosen = days.from === from && days.to === to;
          return (
            <Button
              key={name}
              type={chosen ? 'link' : 'text'}
              size="small"
              aria-pressed={chosen}
              onClick={() => onChange(days)}
            >
              {name}
            </Button>
          );
        })}
      </span>
    </fieldset>
  );
}

interface DayFieldProps {
  label: string;
  value: string | undefined;
  min?: string;
  max?: string;
  onChange: (day: string | undefined) => void;
}

function DayField({ label, value, min, max, onChange }: DayFieldProps) {
  const id = useId();
  // What is typed stays on the screen while it is no date yet, and gives way when the date changes from outside.
  const [draft, setDraft] = useState({ of: value, text: value ?? '' });
  const text = draft.of === value ? draft.text : (value ?? '');

  function change(typed: string) {
    const next = typed === '' ? undefined : isDay(typed) ? typed : value;
    setDraft({ of: next, text: typed });
    if (next !== value) onChange(next);
  }

  return (
    <span className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="date"
        value={text}
        min={min}
        max={max}
        onChange={(event) => change(event.target.value)}
      />
    </span>
  );
}
