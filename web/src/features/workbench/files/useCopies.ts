/** Copies between machines, for the queue: those that ran already when the page was opened, or while nobody heard. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { queryClient } from '../../../app/queries';
import type { CopyOut } from '../api';
import { files } from './filesApi';
import { noteCopy } from './transfers/copies';

const KEY = ['workbench-copies'];

export function useCopies(): void {
  const { data } = useQuery<CopyOut[]>({ queryKey: KEY, queryFn: files.copies, retry: false });
  useEffect(() => data?.forEach(noteCopy), [data]);
}

/** After the socket that tells of them was away. */
export function askForCopies(): void {
  void queryClient.invalidateQueries({ queryKey: KEY });
}
