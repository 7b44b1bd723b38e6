/** What the chosen things cost, asked of the platform again whenever they change. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { makeQuote, type QuoteRequest } from '../../../api';

const SETTLE_MS = 200;

/** `value` once it has stood still: a slider passes many sizes on its way. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

export function useQuote(hostId: string, model: string, count: number, diskGb: number) {
  const settled = useSettled(diskGb);
  const body: QuoteRequest = { host_id: hostId, model, count, data_disk_gb: settled };
  return useQuery({
    queryKey: [{ _id: 'makeQuote', body }],
    queryFn: ({ signal }) => makeQuote({ body, signal, throwOnError: true }),
    placeholderData: keepPreviousData,
  });
}
