/**
 * Fetching again what events speak of, one round after the other. Events that come while a round is under way wait for
 * its end and are answered together: a flood of them neither cancels what is being fetched nor asks once for each.
 */

export type Fetch = (ids: string[]) => Promise<unknown>;

/** One answer that does not come, and is tried again, must not hold up all the others. */
const PATIENCE_MS = 3_000;

/** Returns `soon(...ids)`. Nothing is ever lost: what comes during a round is in the next one. */
export function inRounds(fetch: Fetch): (...ids: string[]) => void {
  const wanted = new Set<string>();
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (wanted.size > 0) {
      const ids = [...wanted];
      wanted.clear();
      await Promise.race([fetch(ids).catch(() => undefined), after(PATIENCE_MS)]);
    }
    running = false;
  }

  return (...ids) => {
    ids.forEach((id) => wanted.add(id));
    if (!running) void run();
  };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
