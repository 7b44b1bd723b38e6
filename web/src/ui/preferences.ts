/** What this browser remembers between visits: how the pages look, and nothing else. Never a token, never a name. */

/**
 * `first_steps`: how far the list of them was needed, or that it was put away. `monitor`: how often the workbench looks
 * at machines.
 */
export type Preference = 'language' | 'theme' | 'density' | 'first_steps' | 'monitor';

const PREFIX = 'zuka.';

export function readPreference(name: Preference): string | null {
  try {
    return globalThis.localStorage.getItem(PREFIX + name);
  } catch {
    // A browser that keeps nothing is served with the defaults.
    return null;
  }
}

export function writePreference(name: Preference, value: string): void {
  try {
    globalThis.localStorage.setItem(PREFIX + name, value);
  } catch {
    // The choice then holds until the page is closed.
  }
}
