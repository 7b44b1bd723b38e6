/** What the hosts' page says of hosts and cards, from what the API knows of them. */
import type { CardView, HostView, SettingOut } from '../../../api';

/** A card is in exactly one of these; one that is rented counts as rented whatever else it is. */
export type CardState = 'rented' | 'idle' | 'cordoned' | 'faulty' | 'missing';

export function cardState(
  card: Pick<CardView, 'instance_id' | 'missing_since' | 'fault' | 'cordoned'>,
): CardState {
  if (card.instance_id !== null) return 'rented';
  if (card.missing_since !== null) return 'missing';
  if (card.fault !== null) return 'faulty';
  return card.cordoned ? 'cordoned' : 'idle';
}

/** Something is wrong with it, whoever has it. */
export function isBroken(card: Pick<CardView, 'missing_since' | 'fault'>): boolean {
  return card.missing_since !== null || card.fault !== null;
}

export interface ModelGroup {
  model: string;
  memoryGb: number;
  simulated: boolean;
  cards: CardView[];
  counts: Record<CardState, number>;
}

/** The cards of one host by model, by name; within a model they keep the order of the API. */
export function groupsOf(cards: CardView[]): ModelGroup[] {
  const groups = new Map<string, ModelGroup>();
  for (const card of cards) {
    const group = groups.get(card.model) ?? emptyGroup(card);
    groups.set(card.model, group);
    group.cards.push(card);
    group.counts[cardState(card)] += 1;
    group.simulated &&= card.simulated;
  }
  return [...groups.values()].sort((left, right) => left.model.localeCompare(right.model));
}

function emptyGroup(card: CardView): ModelGroup {
  return {
    model: card.model,
    memoryGb: card.memory_gb,
    simulated: true,
    cards: [],
    counts: { rented: 0, idle: 0, cordoned: 0, faulty: 0, missing: 0 },
  };
}

/** Who has cards of a host, and how many; the largest first. */
export function holdersOf(cards: Pick<CardView, 'instance_id'>[]): [instanceId: string, cards: number][] {
  const held = new Map<string, number>();
  for (const { instance_id: holder } of cards) {
    if (holder !== null) held.set(holder, (held.get(holder) ?? 0) + 1);
  }
  return [...held].sort(([, left], [, right]) => right - left);
}

/** How a host stands: its worst trouble first, else what the operator allows. */
export type Standing = 'unreachable' | 'fault' | 'expired' | 'open' | 'draining' | 'closed';

type Asked = Pick<HostView, 'reachable' | 'fault' | 'state' | 'rentable_until'>;

export function standingOf(host: Asked, now: number): Standing {
  if (!host.reachable) return 'unreachable';
  if (host.fault !== null) return 'fault';
  if (host.state === 'open' && isExpired(host, now)) return 'expired';
  return host.state;
}

function isExpired({ rentable_until: until }: Pick<HostView, 'rentable_until'>, now: number): boolean {
  return until !== null && Date.parse(until) <= now;
}

/** Why nothing of an open host is on the market although nothing is wrong with it. */
export type Obstacle = 'no_cards' | 'no_price' | 'no_space';

export interface Rules {
  /** Models that have a price; null while that is not known. */
  priced: ReadonlySet<string> | null;
  /** Per cent of the storage pool that is kept free; null while that is not known. */
  poolReserve: number | null;
}

export function obstacleOf(host: Pick<HostView, 'cards' | 'pool'>, rules: Rules): Obstacle | null {
  if (host.cards.length === 0) return 'no_cards';
  const { total_gb: total, free_gb: free } = host.pool;
  if (rules.poolReserve !== null && free < (total * rules.poolReserve) / 100) return 'no_space';
  const { priced } = rules;
  return priced === null || host.cards.some((card) => priced.has(card.model)) ? null : 'no_price';
}

/** 0 to 100. */
export function poolPercent({ total_gb: total, free_gb: free }: HostView['pool']): number {
  return total > 0 ? (100 * (total - free)) / total : 0;
}

export type Filter = 'all' | 'open' | 'draining' | 'closed' | 'trouble';

/** Something there needs a person: the host itself or one of its cards. */
export function isInTrouble(host: HostView, now: number): boolean {
  return ['unreachable', 'fault', 'expired'].includes(standingOf(host, now)) || host.cards.some(isBroken);
}

export function passes(host: HostView, filter: Filter, now: number): boolean {
  if (filter === 'all') return true;
  return filter === 'trouble' ? isInTrouble(host, now) : host.state === filter;
}

/** Whether every word of `query` is in its name, region, address, tags, card models or instances. */
export function matches(host: HostView, query: string): boolean {
  const text = [
    host.id,
    host.name,
    host.region,
    host.address ?? '',
    ...host.tags,
    ...host.cards.flatMap((card) => [card.id, card.uuid, card.model, card.instance_id ?? '']),
  ]
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The host that an address names: by its own id or by that of one of its cards. */
export function hostOf(hosts: HostView[], id: string): HostView | undefined {
  return hosts.find((host) => host.id === id || host.cards.some((card) => card.id === id));
}

const RESERVE = 'ZUKA_INSTANCES__POOL_RESERVE_PERCENT';

/** Per cent of a pool that is kept free, from the settings in force. */
export function reserveOf(settings: Pick<SettingOut, 'name' | 'value'>[]): number | null {
  const value = settings.find((setting) => setting.name === RESERVE)?.value;
  return typeof value === 'number' ? value : null;
}
