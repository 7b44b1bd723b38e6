/** Which rows are chosen, by mouse and keyboard, as every file manager has it. By name: rows may move. */

export interface Selection {
  names: ReadonlySet<string>;
  /** The row that the keyboard stands on. */
  at: string | null;
  /** Where a range begins. */
  anchor: string | null;
}

export const NOTHING: Selection = { names: new Set(), at: null, anchor: null };

export interface Keys {
  shift: boolean;
  ctrl: boolean;
}

function range(order: readonly string[], from: string | null, to: string): string[] {
  const start = from === null ? -1 : order.indexOf(from);
  const end = order.indexOf(to);
  if (start < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

export function clicked(
  selection: Selection,
  order: readonly string[],
  name: string,
  { shift, ctrl }: Keys,
): Selection {
  if (shift) {
    const rows = range(order, selection.anchor, name);
    const names = new Set(ctrl ? [...selection.names, ...rows] : rows);
    return { names, at: name, anchor: selection.anchor ?? name };
  }
  if (!ctrl) return only(name);
  const names = new Set(selection.names);
  if (!names.delete(name)) names.add(name);
  return { names, at: name, anchor: name };
}

export function only(name: string): Selection {
  return { names: new Set([name]), at: name, anchor: name };
}

export function all(order: readonly string[], selection: Selection): Selection {
  return { names: new Set(order), at: selection.at ?? order[0] ?? null, anchor: selection.anchor };
}

/** An arrow, page or end key: `by` rows further, within the list. */
export function moved(selection: Selection, order: readonly string[], by: number, keys: Keys): Selection {
  if (order.length === 0) return NOTHING;
  const here = selection.at === null ? -1 : order.indexOf(selection.at);
  const last = order.length - 1;
  // Without a row to stand on, a step down comes in from above, and one up from below.
  const from = here < 0 ? (by > 0 ? -1 : order.length) : here;
  const next = Math.min(last, Math.max(0, from + by));
  const name = order[next] ?? '';
  if (keys.shift) return clicked(selection, order, name, { shift: true, ctrl: false });
  if (keys.ctrl) return { ...selection, at: name };
  return only(name);
}

/** Without the names that are no longer there. */
export function kept(selection: Selection, order: readonly string[]): Selection {
  const there = new Set(order);
  if (
    [...selection.names].every((name) => there.has(name)) &&
    (selection.at === null || there.has(selection.at))
  )
    return selection;
  return {
    names: new Set([...selection.names].filter((name) => there.has(name))),
    at: selection.at !== null && there.has(selection.at) ? selection.at : null,
    anchor: selection.anchor !== null && there.has(selection.anchor) ? selection.anchor : null,
  };
}
