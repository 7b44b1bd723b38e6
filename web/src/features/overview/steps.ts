/** The first steps of a new account, ticked by what is really there. Pure. */
import type { InstanceOut } from '../../api';

export type StepName = 'fund' | 'key' | 'rent' | 'connect';

export interface Step {
  name: StepName;
  done: boolean;
  /** Nobody has to; it only makes the last one easier. */
  optional: boolean;
}

export interface Known {
  /** Micro-yuan. */
  balance: number;
  keys: number;
  instances: Pick<InstanceOut, 'id'>[];
  /** Something was charged before: whoever has used an instance for an hour knows the way in. */
  charged: boolean;
  /** Somebody copied a login or opened JupyterLab from the list in this browser. */
  connected: boolean;
}

export function firstSteps({ balance, keys, instances, charged, connected }: Known): Step[] {
  const rented = instances.length > 0 || charged;
  return [
    { name: 'fund', done: balance > 0 || rented, optional: false },
    { name: 'key', done: keys > 0, optional: true },
    { name: 'rent', done: rented, optional: false },
    { name: 'connect', done: charged || (rented && connected), optional: false },
  ];
}

/** Nothing is left that must be done. */
export function isOver(steps: Step[]): boolean {
  return steps.every((step) => step.done || step.optional);
}

/** The step to do now: the first one that must be done and is not. */
export function current(steps: Step[]): StepName | null {
  return steps.find((step) => !step.done && !step.optional)?.name ?? null;
}
