/** What a new account has done so far; this browser remembers that it was put away. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

import {
  getWalletOptions,
  listEntriesOptions,
  listInstancesOptions,
  listKeysOptions,
} from '../../api/@tanstack/react-query.gen';
import { meQuery } from '../../app/session';
import { micros } from '../../ui/format';
import { readPreference, writePreference } from '../../ui/preferences';
import { firstSteps, isOver, type Step } from './steps';

export interface FirstSteps {
  /** Null while it is not known, and when there is nothing left to do. */
  steps: Step[] | null;
  connected: () => void;
  dismiss: () => void;
}

export function useFirstSteps(): FirstSteps {
  const [put, setPut] = useState(() => readPreference('first_steps'));
  const me = useQuery(meQuery);
  // Operators come to look after the place; whoever of them rents knows how.
  const wanted = put !== 'dismissed' && me.data?.role === 'renter';
  const wallet = useQuery(getWalletOptions());
  const instances = useQuery(listInstancesOptions());
  const keys = useQuery({ ...listKeysOptions(), enabled: wanted });
  const usage = useQuery({
    ...listEntriesOptions({ query: { kind: 'usage', limit: 1 } }),
    enabled: wanted,
  });

  const remember = useCallback((value: 'connected' | 'dismissed') => {
    writePreference('first_steps', value);
    setPut(value);
  }, []);
  const connected = useCallback(() => {
    if (readPreference('first_steps') === null) remember('connected');
  }, [remember]);
  const dismiss = useCallback(() => remember('dismissed'), [remember]);

  const { data: funds } = wallet;
  if (!wanted || !funds || !instances.data || !keys.data || !usage.data)
    return { steps: null, connected, dismiss };
  const steps = firstSteps({
    balance: micros(funds.balance),
    keys: keys.data.length,
    instances: instances.data,
    charged: usage.data.items.length > 0,
    connected: put === 'connected',
  });
  return { steps: isOver(steps) ? null : steps, connected, dismiss };
}
