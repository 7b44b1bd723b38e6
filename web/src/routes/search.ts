/** What the addresses of pages may carry, checked: anything else in them is dropped. */

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const whole = (value: unknown): number | undefined => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}

/** Where to go after logging in: a path of ours, and nothing that leads elsewhere. */
export function ownPath(value: unknown): string | undefined {
  const path = text(value);
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined;
}

type Search = Record<string, unknown>;

const SORTS = ['price', 'idle', 'memory'] as const;
export type Sort = (typeof SORTS)[number];

export const marketSearch = (search: Search) => ({
  region: text(search.region),
  model: text(search.model),
  count: whole(search.count),
  sort: oneOf(SORTS, search.sort),
  idle: search.idle === true ? true : undefined,
  // Chosen in the catalogue before the host; the page that orders is told.
  image: text(search.image),
});
export type MarketSearch = Partial<ReturnType<typeof marketSearch>>;

export const createSearch = (search: Search) => ({
  model: text(search.model),
  count: whole(search.count),
  image: text(search.image),
  disk: whole(search.disk),
  name: text(search.name),
});
export type CreateSearch = Partial<ReturnType<typeof createSearch>>;

const INSTANCE_STATES = ['running', 'busy', 'stopped', 'failed'] as const;
export const instancesSearch = (search: Search) => ({
  query: text(search.query),
  state: oneOf(INSTANCE_STATES, search.state),
});
export type InstancesSearch = Partial<ReturnType<typeof instancesSearch>>;

export const INSTANCE_TABS = ['connect', 'monitor', 'ports', 'history', 'charges', 'facts'] as const;
export type InstanceTab = (typeof INSTANCE_TABS)[number];
export const instanceSearch = (search: Search) => ({ tab: oneOf(INSTANCE_TABS, search.tab) });

/** What the workbench opens at once. */
export const workbenchSearch = (search: Search) => ({
  instance: text(search.instance),
  connection: text(search.connection),
});

const BILLING_TABS = ['statement', 'forecast'] as const;
export const billingSearch = (search: Search) => ({
  tab: oneOf(BILLING_TABS, search.tab),
  kind: text(search.kind),
  instance: text(search.instance),
  from: text(search.from),
  to: text(search.to),
});

const ACCOUNT_TABS = ['profile', 'keys', 'tokens', 'devices', 'look'] as const;
export type AccountTab = (typeof ACCOUNT_TABS)[number];
export const accountSearch = (search: Search) => ({ tab: oneOf(ACCOUNT_TABS, search.tab) });

export const usersSearch = (search: Search) => ({ query: text(search.query), user: text(search.user) });

export const everythingSearch = (search: Search) => ({
  tab: oneOf(['operations', 'strays'] as const, search.tab),
  state: text(search.state),
  user: text(search.user),
  host: text(search.host),
  query: text(search.query),
  failed: search.failed === true ? true : undefined,
  // Whose details are open.
  instance: text(search.instance),
});
export type EverythingSearch = Partial<ReturnType<typeof everythingSearch>>;

export const ledgerSearch = (search: Search) => ({
  query: text(search.query),
  user: text(search.user),
  kind: text(search.kind),
  reference: text(search.reference),
  from: text(search.from),
  to: text(search.to),
  entry: text(search.entry),
});
export type LedgerSearch = Partial<ReturnType<typeof ledgerSearch>>;

export const auditSearch = (search: Search) => ({
  action: text(search.action),
  actor: text(search.actor),
  target: text(search.target),
  from: text(search.from),
  to: text(search.to),
});
