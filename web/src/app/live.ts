/** What keeps open pages true: the caller's event stream says what changed, and the cache fetches that again. */
import { useEffect, useSyncExternalStore } from 'react';

import { refresh, refreshEverything } from './queries';
import { inRounds } from './refreshing';
import { openStream, type Health } from './stream';

const soon = inRounds((ids) => refresh(...ids));

/** Topic of an event → the queries that may show something else now. */
const SHOWS: Record<string, string[]> = {
  instance: [
    'listInstances',
    'getInstance',
    'listInstanceRuns',
    'listAllInstances',
    'getAnyInstance',
    'getWallet',
    // What ends is charged at once.
    'listEntries',
    'getStatement',
    'getSpending',
  ],
  operation: [
    'listInstances',
    'getInstance',
    'listInstanceOperations',
    'listAllInstances',
    'getAnyInstance',
    'listAllOperations',
    'getOverview',
    'getUser',
    'getUserWallet',
  ],
  wallet: ['getWallet', 'listEntries', 'getStatement', 'getSpending', 'makeQuote'],
  notice: ['listNotices'],
  // Cards change hands when anybody's instance comes up or goes off: operators hear of that as news of its host.
  host: [
    'listHosts',
    'listOffers',
    'listModels',
    'getOverview',
    'listStrays',
    'listPrices',
    'listAllInstances',
    'getAnyInstance',
    'listAllOperations',
  ],
  build: ['listAllImages', 'listImageBuilds', 'getImageBuild', 'listImages'],
};

/** Everything that events speak of; what the page has asked for before the stream was there may be old already. */
const LIVE = Object.values(SHOWS).flat();

let health: Health = 'connecting';
const listeners = new Set<() => void>();

function setHealth(next: Health): void {
  if (next === health) return;
  health = next;
  listeners.forEach((tell) => tell());
}

export function useHealth(): Health {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => health,
  );
}

/** Keeps the pages of `userId` live while it is mounted. */
export function useLiveEvents(userId: string): void {
  useEffect(
    () =>
      openStream({
        url: '/api/v1/events',
        on: Object.fromEntries(Object.entries(SHOWS).map(([topic, ids]) => [topic, () => soon(...ids)])),
        onHealth: setHealth,
        onGap: (first) => (first ? soon(...LIVE) : void refreshEverything()),
      }),
    [userId],
  );
}

/** Keeps idle counts and prices live, for anybody who looks at the market. */
export function useLiveMarket(): void {
  useEffect(
    () =>
      openStream({
        url: '/api/v1/market/events',
        on: { market: () => soon('listOffers', 'listModels', 'makeQuote') },
        onGap: () => soon('listOffers', 'listModels'),
      }),
    [],
  );
}
