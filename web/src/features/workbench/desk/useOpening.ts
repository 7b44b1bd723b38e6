/** Opening a machine in a tab of its own; a refusal is said. */
import { useCallback } from 'react';

import { useAct } from '../../../ui/act';
import type { SessionIn } from '../api';
import { useDeskParts } from './useDesk';

export function useOpening(): (target: Pick<SessionIn, 'connection_id' | 'instance_id'>) => void {
  const { courier } = useDeskParts();
  const act = useAct();
  return useCallback((target) => void act(() => courier.open(target)).catch(() => undefined), [act, courier]);
}
