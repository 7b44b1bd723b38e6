import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import {
  listAllInstancesOptions,
  listHostsOptions,
  listPricesOptions,
  listSettingsOptions,
} from '../../api/@tanstack/react-query.gen';
import { FirstSteps } from '../../features/operator/hosts/FirstSteps';
import { HostList, HostsWaiting } from '../../features/operator/hosts/HostList';
import { JoinServer } from '../../features/operator/hosts/JoinServer';
import { priceRows } from '../../features/operator/hosts/prices';
import { PriceTable } from '../../features/operator/hosts/PriceTable';
import { reserveOf } from '../../features/operator/hosts/hosts';
import { Answer, Empty } from '../../ui/Answer';
import { LinkButton } from '../../ui/LinkButton';
import { Page, Panel } from '../../ui/Page';
import styles from './HostsPage.module.css';

/** Names are shown for so many of the newest instances; the others go by their ids. */
const NAMED = 200;

export function HostsPage() {
  const { t } = useTranslation();
  const { hash } = useLocation();
  const hosts = useQuery(listHostsOptions());
  const prices = useQuery(listPricesOptions());
  const settings = useQuery({ ...listSettingsOptions(), staleTime: Infinity });
  const running = useQuery(listAllInstancesOptions({ query: { state: 'running', limit: NAMED } }));
  const names = new Map((running.data?.items ?? []).map((one) => [one.id, one.name]));
  return (
    <Page
      title={t('hosts.title')}
      lead={t('hosts.lead')}
      actions={
        <>
          <LinkButton to="/operator/hosts" hash="prices">
            {t('hosts.to_prices')}
          </LinkButton>
          <LinkButton to="/operator/hosts" hash="join">
            {t('hosts.to_join')}
          </LinkButton>
        </>
      }
    >
      <FirstSteps />
      <div id="hosts" className={styles.anchor}>
        <Answer query={hosts} loading={<HostsWaiting />}>
          {(all) =>
            all.length === 0 ? (
              <Panel>
                <Empty title={t('hosts.none')}>{t('hosts.none_lead')}</Empty>
              </Panel>
            ) : (
              <HostList
                key={hash}
                hosts={all}
                prices={prices.data}
                poolReserve={reserveOf(settings.data ?? [])}
                names={names}
                hash={hash}
              />
            )
          }
        </Answer>
      </div>
      <div id="prices" className={styles.anchor}>
        <Panel flush title={t('hosts.prices')}>
          <Answer query={prices}>
            {(plans) => <PriceTable rows={priceRows(hosts.data ?? [], plans)} />}
          </Answer>
        </Panel>
      </div>
      <JoinServer />
    </Page>
  );
}
