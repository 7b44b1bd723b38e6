/** What an instance used: the last minutes from the platform's records, then live for as long as somebody looks. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { SampleOut } from '../../api';
import { getInstanceMonitorOptions } from '../../api/@tanstack/react-query.gen';
import { refresh } from '../../app/queries';
import { openStream, type Health } from '../../app/stream';
import { withNew } from './series';

/** `up`: whether there is anything to see live. */
export function useSamples(instanceId: string, minutes: number, up: boolean) {
  const history = useQuery({
    ...getInstanceMonitorOptions({ path: { instance_id: instanceId }, query: { minutes } }),
    placeholderData: keepPreviousData,
  });
  const [live, setLive] = useState<SampleOut[]>([]);
  const [health, setHealth] = useState<Health>('connecting');
  useEffect(() => {
    if (!up) return;
    return openStream({
      url: `/api/v1/instances/${encodeURIComponent(instanceId)}/monitor/stream`,
      on: {
        sample: (data) => setLive((known) => withNew(known, JSON.parse(data) as SampleOut)),
        unavailable: () => void refresh('getInstance', 'getInstanceMonitor'),
      },
      onHealth: setHealth,
      onGap: () => void refresh('getInstanceMonitor'),
    });
  }, [instanceId, up]);
  return { history, live, health };
}
