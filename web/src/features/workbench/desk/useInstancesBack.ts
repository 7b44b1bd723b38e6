/** A session whose instance was off goes on when it is running again. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { listInstancesOptions } from '../../../api/@tanstack/react-query.gen';
import { isUp } from '../../instances/model';
import { isOff } from './revive';
import { useDesk, useDeskParts } from './useDesk';

export function useInstancesBack(): void {
  const { courier, local } = useDeskParts();
  const { data } = useQuery({ ...listInstancesOptions(), enabled: !local });
  const sessions = useDesk((state) => state.sessions);
  // The list may be older than the session's end: each is tried once until the list says that its instance is off.
  const tried = useRef(new Set<string>());
  useEffect(() => {
    const up = new Set(data?.filter(isUp).map(({ id }) => id));
    for (const session of Object.values(sessions)) {
      const { id, instance_id, state } = session;
      if (state === 'connected' || instance_id === null || !up.has(instance_id)) tried.current.delete(id);
      else if (state === 'lost' && isOff(session) && !tried.current.has(id)) {
        tried.current.add(id);
        courier.reconnect(id);
      }
    }
  }, [courier, data, sessions]);
}
