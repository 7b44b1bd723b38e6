import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import type { InstanceOut } from '../../api';
import { getAboutOptions, listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { Banner } from '../../ui/Banner';
import { lasting, time } from '../../ui/format';
import { LinkButton } from '../../ui/LinkButton';
import { useStanding, type LiveStanding } from './useStanding';

const DEFAULT_RETENTION_DAYS = 15;

interface RunsDryProps {
  /** Only in the last hour and while instances wait for money; the day before is told in other ways there. */
  lastHourOnly?: boolean;
  /** The page's primary act is another one. */
  quiet?: boolean;
}

/** While the money is used up or soon will be: what happens, when, and what to do about it. */
export function RunsDry({ lastHourOnly = false, quiet = false }: RunsDryProps) {
  const { t } = useTranslation();
  const stands = useStanding();
  const instances = useQuery(listInstancesOptions());
  const about = useQuery(getAboutOptions());
  if (stands.data === undefined || stands.data.tone === 'calm') return null;
  const urgent = stands.data.tone === 'failed';
  const all = instances.data ?? [];
  const stuck = stands.data.available <= 0 && all.length > 0;
  if (lastHourOnly && !urgent && !stuck) return null;
  const running = all.filter((one) => one.run !== null);
  const days = about.data?.rules.retention_days ?? DEFAULT_RETENTION_DAYS;
  const { title, lead } = words(stands.data, running, days, t);
  return (
    <Banner
      tone={urgent ? 'failed' : 'attention'}
      title={title}
      actions={
        <>
          <LinkButton type={quiet ? 'default' : 'primary'} to="/billing" hash="redeem">
            {t('billing.dry.top_up')}
          </LinkButton>
          {running.length > 1 && (
            <LinkButton to="/billing" search={{ tab: 'forecast' }}>
              {t('billing.dry.forecast')}
            </LinkButton>
          )}
        </>
      }
    >
      {lead}
    </Banner>
  );
}

function words(stands: LiveStanding, running: InstanceOut[], days: number, t: TFunction) {
  const { available, lastsMs, driesAt } = stands;
  const [first] = running;
  if (available <= 0 || lastsMs === null || driesAt === null) {
    const title = first === undefined ? t('billing.dry.empty') : t('billing.dry.empty_running');
    return { title, lead: t('billing.dry.empty_lead', { days }) };
  }
  const left = lasting(lastsMs);
  const title = t('billing.dry.soon', { left, time: time(driesAt, 'hour') });
  if (first === undefined) return { title, lead: t('billing.dry.soon_lead_none') };
  const lead =
    running.length === 1
      ? t('billing.dry.soon_lead_one', { name: first.name, days })
      : t('billing.dry.soon_lead', { count: running.length, days });
  return { title, lead };
}
