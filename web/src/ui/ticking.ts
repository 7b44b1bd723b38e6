/** The present, for figures that move while one looks: what a run owes, how long the balance lasts. */
import { useEffect, useState } from 'react';

import { dayOf } from './days';

/** Milliseconds since the epoch, renewed every `every` milliseconds while mounted. */
export function useNow(every = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** The reader's own date; a page that stays open over midnight notices. */
export function useToday(): string {
  return dayOf(useNow(60_000));
}
