import { Button, Input, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { HostView, PriceView } from '../../../api';
import { Empty } from '../../../ui/Answer';
import { useNow } from '../../../ui/ticking';
import { CardDrawer } from './CardDrawer';
import { CardLegend } from './CardStrip';
import styles from './HostList.module.css';
import { HostPanel } from './HostPanel';
import { hostOf, matches, passes, type Filter, type Rules } from './hosts';
import { draftOf, netOf } from './prices';

const MINUTE_MS = 60_000;
/** Prices stand below the hosts: a list that grew by itself would push them away. */
const STEP = 20;
const FILTERS: Filter[] = ['all', 'open', 'draining', 'closed', 'trouble'];

interface HostListProps {
  hosts: HostView[];
  /** Left out while they are not known. */
  prices: PriceView[] | undefined;
  poolReserve: number | null;
  names: ReadonlyMap<string, string>;
  /** The id of a host or card that the address points at. */
  hash: string;
}

/** All hosts, to be searched and filtered; what the address points at comes first and is marked. */
export function HostList({ hosts, prices, poolReserve, names, hash }: HostListProps) {
  const { t } = useTranslation();
  const now = useNow(MINUTE_MS);
  const [filter, setFilter] = useState<Filter>('all');
  const [query, setQuery] = useState('');
  // A card that the address points at is shown at once.
  const [cardId, setCardId] = useState(hash);
  const pointedAt = hostOf(hosts, hash);
  const found = hosts.filter((host) => passes(host, filter, now) && matches(host, query));
  const ordered =
    pointedAt === undefined ? found : [pointedAt, ...found.filter((host) => host !== pointedAt)];
  const [shown, setShown] = useState(STEP);
  const hidden = ordered.length - shown;
  useShown(pointedAt?.id, hash);

  const nets =
    prices === undefined ? null : new Map(prices.map((price) => [price.model, netOf(draftOf(price)) ?? 0]));
  const rules: Rules = { priced: nets === null ? null : new Set(nets.keys()), poolReserve };
  // The drawer shows the card as it is now, not as it was when it was opened.
  const home = hostOf(hosts, cardId);
  const card = home?.cards.find((one) => one.id === cardId);

  return (
    <section className={styles.list} aria-label={t('hosts.title')}>
      <div className={styles.bar}>
        <Segmented
          value={filter}
          aria-label={t('hosts.filter')}
          options={FILTERS.map((value) => ({
            value,
            label: t('hosts.filter_label', {
              name: t(`hosts.filters.${value}`),
              count: hosts.filter((host) => passes(host, value, now)).length,
            }),
          }))}
          onChange={setFilter}
        />
        <Input.Search
          allowClear
          className={styles.search}
          value={query}
          aria-label={t('hosts.search')}
          placeholder={t('hosts.search')}
          onChange={(event) => setQuery(event.target.value)}
        />
        <CardLegend />
      </div>
      {ordered.length === 0 && <Empty title={t('hosts.none_found')} />}
      {ordered.slice(0, shown).map((host) => (
        <HostPanel
          key={host.id}
          host={host}
          rules={rules}
          prices={nets}
          names={names}
          now={now}
          pointedAt={host === pointedAt}
          onChooseCard={(one) => setCardId(one.id)}
        />
      ))}
      {hidden > 0 && (
        <Button onClick={() => setShown(shown + STEP)}>
          {t('hosts.more_hosts', { count: Math.min(hidden, STEP) })}
        </Button>
      )}
      {home !== undefined && card !== undefined && (
        <CardDrawer card={card} host={home} onClose={() => setCardId('')} />
      )}
    </section>
  );
}

/** Brings what the address points at into the window, once it is there. */
function useShown(hostId: string | undefined, hash: string): void {
  useEffect(() => {
    if (hostId !== undefined) document.getElementById(hostId)?.scrollIntoView({ block: 'start' });
  }, [hostId, hash]);
}

/** Empty panels in the size of hosts. */
export function HostsWaiting() {
  return (
    <div className={styles.list} aria-hidden="true">
      {['first', 'second', 'third'].map((name) => (
        <div key={name} className={styles.waiting} />
      ))}
    </div>
  );
}
