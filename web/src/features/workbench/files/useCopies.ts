/** Copies between machines, for the queue: asked for while one runs, and once when a panel is opened. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { CopyOut } from '../api';
import { files } from './filesApi';
import { useQueue } from './transfers/store';
import { noteCopy } from './transfers/start';

const AGAIN_MS = 1_000;

export function useCopies(): void {
  const running = useQueue().some(
    ({ kind, phase }) => kind === 'copy' && (phase === 'running' || phase === 'waiting'),
  );
  const { data } = useQuery<CopyOut[]>({
    queryKey: ['workbench-copies'],
    queryFn: files.copies,
    refetchInterval: running ? AGAIN_MS : false,
    retry: false,
  });
  useEffect(() => data?.forEach(noteCopy), [data]);
}
