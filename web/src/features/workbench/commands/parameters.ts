/** Places in a quick command that are asked for: `{name}`, or `{name=what it usually is}`. */

export interface Parameter {
  name: string;
  usual: string;
}

/** A letter first, so that `{}`, `{1..5}`, `${HOME}` and JSON stay what they are. */
const PLACE = /(?<!\$)\{(\p{L}[\p{L}\p{N} _-]*)(?:=([^{}]*))?\}/gu;

/** Each once, in the order in which they first appear. */
export function parametersOf(body: string): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const [, name = '', usual] of body.matchAll(PLACE)) {
    const known = found.get(name);
    if (known === undefined) found.set(name, { name, usual: usual ?? '' });
    else if (known.usual === '' && usual !== undefined) known.usual = usual;
  }
  return [...found.values()];
}

/** The command with its places filled; one that nobody filled gets what it usually is. */
export function filled(body: string, values: Readonly<Record<string, string>>): string {
  const usual = Object.fromEntries(parametersOf(body).map((one) => [one.name, one.usual]));
  return body.replace(PLACE, (_, name: string) => values[name] ?? usual[name] ?? '');
}
