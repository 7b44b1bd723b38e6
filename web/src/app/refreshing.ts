/**
 * Fetching again what events speak of, one round after the other. Events that come while a round is under way wait for
 * its end and are answered together: a flood of them neither cancels what is being fetched nor asks once for each.
 */

export type Fetch = (ids: string[]) => Promise<unknown>;

/** Returns `soon(...ids)`. Nothing is ever lost: what comes during a round is in the next one. */
export function inRounds(fetch: Fetch): (...ids: string[]) => void {
  const wanted = new Set<string>();
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (wanted.size > 0) {
      const ids = [...wanted];
      wanted.clear();
      await fetch(ids).catch(() => undefined);
    }
    running = false;
  }

  return (...ids) => {
    ids.forEach((id) => wanted.add(id));
    if (!running) void run();
  };
}
