/** Whether this is the platform's workbench or somebody's own, which has no platform around it. */
import { queryOptions } from '@tanstack/react-query';

import type { About } from './api';
import { request } from './wire';

export const aboutQuery = queryOptions({
  queryKey: [{ _id: 'getWorkbenchAbout' }],
  queryFn: ({ signal }) => request<About>('GET', '/about', undefined, { signal }),
  staleTime: Infinity,
});
