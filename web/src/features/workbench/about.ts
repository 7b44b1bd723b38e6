/** Whether this is the platform's workbench or somebody's own, which has no platform around it. */
import { queryOptions } from '@tanstack/react-query';

import { Problem } from '../../app/problem';
import type { About } from './api';
import { request } from './wire';

export const aboutQuery = queryOptions({
  queryKey: [{ _id: 'getWorkbenchAbout' }],
  queryFn: async ({ signal }): Promise<About> => {
    try {
      return await request<About>('GET', '/about', undefined, { signal });
    } catch (error) {
      // Only somebody's own workbench has to say what it is.
      if (error instanceof Problem && error.status === 404) return { mode: 'platform' };
      throw error;
    }
  },
  staleTime: Infinity,
});
