import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { getAboutOptions, listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../ui/Answer';
import { money } from '../../ui/format';
import { Figure, Figures } from '../../ui/Facts';
import { BurnTable } from './BurnTable';
import styles from './Forecast.module.css';
import { burners, outlook, type Burner } from './forecast';
import { LongerTable, WhatHappens } from './Outcome';
import { useStanding, type LiveStanding } from './useStanding';
import { endWord } from './words';

const DAY = 24;
const MONTH = 30 * DAY;

/** What runs costs, when the money ends, what happens then, and what would make it last. */
export function ForecastTab() {
  const { t } = useTranslation();
  const stands = useStanding();
  const instances = useQuery(listInstancesOptions());
  const about = useQuery(getAboutOptions());
  return (
    <Answer query={stands} loading={<Skeleton active paragraph={{ rows: 9 }} style={{ padding: 16 }} />}>
      {(data) => {
        const all = burners(instances.data ?? [], data.burn, about.data?.rules);
        if (all.length === 0)
          return <Empty title={t('billing.forecast.nothing')}>{t('billing.forecast.nothing_lead')}</Empty>;
        return (
          <div className={styles.forecast}>
            <Now stands={data} />
            <Burning stands={data} all={all} />
            <div className={styles.pair}>
              <WhatHappens all={all} rules={about.data?.rules} />
              <LongerTable stands={data} />
            </div>
          </div>
        );
      }}
    </Answer>
  );
}

function Now({ stands }: { stands: LiveStanding }) {
  const { t } = useTranslation();
  const { burn, driesAt, tone } = stands;
  return (
    <Figures>
      <Figure name={t('billing.forecast.per_hour')} value={money(burn)} />
      <Figure name={t('billing.forecast.per_day')} value={money(burn * DAY)} />
      <Figure name={t('billing.forecast.per_month')} value={money(burn * MONTH)} />
      <Figure
        name={t('billing.forecast.until')}
        value={driesAt === null ? t('billing.forecast.until_never') : endWord(driesAt, stands.now)}
        tone={tone === 'calm' ? undefined : tone}
      />
    </Figures>
  );
}

function Burning({ stands, all }: { stands: LiveStanding; all: Burner[] }) {
  const { t } = useTranslation();
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const chosen = new Set(all.filter((one) => off.has(one.key)).map((one) => one.key));
  const without = outlook(stands.available, all, chosen);

  function toggle(key: string) {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setOff(next);
  }

  return (
    <section>
      <h3 className={styles.heading}>{t('billing.forecast.now')}</h3>
      <BurnTable stands={stands} all={all} off={chosen} onToggle={toggle} />
      <p className={styles.result} role="status">
        {chosen.size === 0 ? (
          t('billing.forecast.choose')
        ) : (
          <>
            <strong>{t('billing.forecast.with_off', { count: chosen.size })}</strong>{' '}
            {without.lastsMs === null
              ? t('billing.forecast.result_never')
              : t('billing.forecast.result', {
                  amount: money(without.burn),
                  time: endWord(stands.now + without.lastsMs, stands.now),
                })}
          </>
        )}
      </p>
    </section>
  );
}
