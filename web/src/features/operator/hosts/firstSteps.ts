/** From a bare platform to the first card that can be rented; every step is read from what there is. */
import type { AdminImageView, HostView, PriceView } from '../../../api';
import { priceRows } from './prices';

export type StepName = 'hosts' | 'prices' | 'image' | 'open';

export interface Step {
  name: StepName;
  done: boolean;
}

export function firstSteps(hosts: HostView[], prices: PriceView[], images: AdminImageView[]): Step[] {
  const owned = priceRows(hosts, prices).filter((row) => row.cards > 0);
  return [
    { name: 'hosts', done: owned.length > 0 },
    { name: 'prices', done: owned.length > 0 && owned.every((row) => row.price !== null) },
    { name: 'image', done: images.some((image) => image.state === 'ready' && image.published) },
    { name: 'open', done: hosts.some((host) => host.state === 'open') },
  ];
}

/** How many are done, and the first that is not. */
export function progressOf(steps: Step[]): { done: number; next: StepName | null } {
  return {
    done: steps.filter((step) => step.done).length,
    next: steps.find((step) => !step.done)?.name ?? null,
  };
}
