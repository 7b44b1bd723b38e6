/** What is asked about recordings, and kept while somebody looks. */
import { queryOptions } from '@tanstack/react-query';

import { listRecordings } from './calls';

export const recordingsQuery = queryOptions({ queryKey: ['workbench-recordings'], queryFn: listRecordings });
