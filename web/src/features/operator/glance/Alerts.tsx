import { ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AlertOut } from '../../../api';
import { duration, time } from '../../../ui/format';
import { LinkButton } from '../../../ui/LinkButton';
import { useNow } from '../../../ui/ticking';
import styles from './Alerts.module.css';
import { alertAdvice, alertSentence, placeName, placeOf, ranked, shortened, weightOf } from './alerts';

const MOST_OF_A_KIND = 3;
const MINUTE_MS = 60_000;

/** Everything that needs a person, the gravest first; each leads to where it is mended. */
export function Alerts({ alerts }: { alerts: AlertOut[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const ordered = ranked(alerts);
  const shown = all ? ordered : shortened(ordered, MOST_OF_A_KIND);
  const rest = alerts.length - shown.length;
  const gravest = alerts.some((alert) => weightOf(alert) === 'failed') ? 'failed' : 'attention';
  return (
    <section className={`${styles.alerts} ${styles[gravest]}`} aria-labelledby="alerts">
      <h2 id="alerts" className={styles.title}>
        {t('operator.alerts_title', { count: alerts.length })}
      </h2>
      <ul>
        {shown.map((alert) => (
          <Alert key={`${alert.kind} ${alert.subject} ${alert.since ?? ''}`} alert={alert} />
        ))}
      </ul>
      {rest > 0 && (
        <div className={styles.rest}>
          <Button type="link" size="small" onClick={() => setAll(true)}>
            {t('operator.alerts_more', { count: rest })}
          </Button>
        </div>
      )}
    </section>
  );
}

function Alert({ alert }: { alert: AlertOut }) {
  const weight = weightOf(alert);
  const advice = alertAdvice(alert);
  return (
    <li className={styles.alert}>
      <span className={`${styles.icon} ${styles[`icon_${weight}`]}`} aria-hidden="true">
        {weight === 'failed' ? <ExclamationCircleFilled /> : <WarningFilled />}
      </span>
      <div className={styles.words}>
        <p className={styles.says}>{alertSentence(alert)}</p>
        <p className="quiet small">
          {alert.since !== null && <Since moment={alert.since} />} {advice}
        </p>
      </div>
      <LinkButton {...placeOf(alert)} size="small" className={styles.go}>
        {placeName(alert)}
      </LinkButton>
    </li>
  );
}

function Since({ moment }: { moment: string }) {
  const { t } = useTranslation();
  const now = useNow(MINUTE_MS);
  return (
    <time dateTime={moment} className="num">
      {t('operator.since', { time: time(moment, 'hour'), ago: duration(now - Date.parse(moment), 1) })}
    </time>
  );
}
