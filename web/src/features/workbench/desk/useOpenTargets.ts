/** Which connections and instances have a session open, for the dots of the tree. */
import { useMemo } from 'react';

import { targetKey } from '../connections/tree';
import { useDesk } from './useDesk';

export function useOpenTargets(): Set<string> {
  const sessions = useDesk((state) => state.sessions);
  return useMemo(
    () =>
      new Set(Object.values(sessions).flatMap((one) => (one.state === 'connected' ? targetKey(one) : []))),
    [sessions],
  );
}
