/** Words whose key is only known at run time: codes, states, steps. Everything else goes through the typed `t`. */
import i18next from 'i18next';

/** The words of `key`, or `otherwise` when there are none. */
export function wordsOf(key: string, otherwise: string, facts: Record<string, unknown> = {}): string {
  if (!i18next.exists(key)) return otherwise;
  const say = i18next.t as unknown as (key: string, facts: Record<string, unknown>) => string;
  return say(key, facts);
}
