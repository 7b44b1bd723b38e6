/** Where somebody goes who has logged in, or was logged in all along. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

import { meQuery } from '../../app/session';

/**
 * Leads whoever is logged in to `next`, or to the overview. True once it is known that somebody has to be asked; when
 * the platform does not say, the form is shown, and says so itself when it is sent.
 */
export function useOnward(next: string | undefined): boolean {
  const router = useRouter();
  const me = useQuery(meQuery);
  const known = me.data !== undefined && me.data !== null;
  useEffect(() => {
    if (known) router.history.replace(next ?? '/overview');
  }, [known, next, router]);
  return !known && (me.data === null || me.failureCount > 0);
}
