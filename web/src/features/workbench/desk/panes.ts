/** How the terminals of one session share its area: a tree of halves, and where that puts each of them. No state. */

export type Axis = 'row' | 'column';

/** One terminal, or several beside each other (`row`) or below each other (`column`); `sizes` add up to one. */
export type Panes = { terminal: string } | { axis: Axis; parts: Panes[]; sizes: number[] };

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PaneBox extends Box {
  terminal: string;
}

/** The line between two neighbours: which branch of the tree it belongs to, and the stretch it can be moved in. */
export interface Divider extends Box {
  path: number[];
  index: number;
  axis: Axis;
  /** Where the first neighbour begins and the second one ends, along the axis. */
  from: number;
  to: number;
}

const SMALLEST = 0.08;
const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };

export function terminalsOf(panes: Panes | null): string[] {
  if (panes === null) return [];
  return 'terminal' in panes ? [panes.terminal] : panes.parts.flatMap(terminalsOf);
}

/** Puts `fresh` beside or below `terminal`, which gives it half of its place. */
export function split(panes: Panes, terminal: string, axis: Axis, fresh: string): Panes {
  if ('terminal' in panes) {
    if (panes.terminal !== terminal) return panes;
    return { axis, parts: [panes, { terminal: fresh }], sizes: [0.5, 0.5] };
  }
  const at = panes.parts.findIndex((part) => 'terminal' in part && part.terminal === terminal);
  const size = panes.sizes[at];
  if (panes.axis !== axis || size === undefined)
    return { ...panes, parts: panes.parts.map((part) => split(part, terminal, axis, fresh)) };
  return {
    axis,
    parts: panes.parts.toSpliced(at + 1, 0, { terminal: fresh }),
    sizes: panes.sizes.toSpliced(at, 1, size / 2, size / 2),
  };
}

/** Without `terminal`; its neighbours share what it leaves. Null when it was the only one. */
export function without(panes: Panes | null, terminal: string): Panes | null {
  if (panes === null) return null;
  if ('terminal' in panes) return panes.terminal === terminal ? null : panes;
  const kept: Panes[] = [];
  const sizes: number[] = [];
  panes.parts.forEach((part, at) => {
    const rest = without(part, terminal);
    if (rest === null) return;
    kept.push(rest);
    sizes.push(panes.sizes[at] ?? 1);
  });
  const [only] = kept;
  if (only === undefined) return null;
  if (kept.length === 1) return only;
  const sum = sizes.reduce((all, one) => all + one, 0);
  return { axis: panes.axis, parts: kept, sizes: sizes.map((one) => one / sum) };
}

/** A new terminal in the place of an old one. */
export function replaced(panes: Panes, old: string, fresh: string): Panes {
  if ('terminal' in panes) return panes.terminal === old ? { terminal: fresh } : panes;
  return { ...panes, parts: panes.parts.map((part) => replaced(part, old, fresh)) };
}

/** Moves a divider to `at`, a fraction of the whole area along its axis. */
export function moved(panes: Panes, divider: Divider, at: number): Panes {
  const change = (branch: Panes, path: number[]): Panes => {
    if ('terminal' in branch) return branch;
    const [next, ...rest] = path;
    if (next !== undefined)
      return {
        ...branch,
        parts: branch.parts.map((part, index) => (index === next ? change(part, rest) : part)),
      };
    const both = (branch.sizes[divider.index] ?? 0) + (branch.sizes[divider.index + 1] ?? 0);
    const share = (at - divider.from) / (divider.to - divider.from);
    const first = both * Math.min(1 - SMALLEST, Math.max(SMALLEST, share));
    return { ...branch, sizes: branch.sizes.toSpliced(divider.index, 2, first, both - first) };
  };
  return change(panes, divider.path);
}

/** Where every terminal and every divider is, in fractions of the whole area. */
export function placed(panes: Panes | null): { boxes: PaneBox[]; dividers: Divider[] } {
  const boxes: PaneBox[] = [];
  const dividers: Divider[] = [];
  const lay = (branch: Panes, box: Box, path: number[]): void => {
    if ('terminal' in branch) {
      boxes.push({ ...box, terminal: branch.terminal });
      return;
    }
    const row = branch.axis === 'row';
    const length = row ? box.width : box.height;
    let from = row ? box.x : box.y;
    branch.parts.forEach((part, index) => {
      const size = (branch.sizes[index] ?? 0) * length;
      lay(part, row ? { ...box, x: from, width: size } : { ...box, y: from, height: size }, [...path, index]);
      const next = branch.sizes[index + 1];
      if (next !== undefined) {
        const line = row ? { ...box, x: from + size, width: 0 } : { ...box, y: from + size, height: 0 };
        const to = from + size + next * length;
        dividers.push({ ...line, path, index, axis: branch.axis, from, to });
      }
      from += size;
    });
  };
  if (panes !== null) lay(panes, WHOLE, []);
  return { boxes, dividers };
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The terminal one comes to when one goes from `terminal` in a direction; null at the edge. */
export function neighbour(panes: Panes | null, terminal: string, direction: Direction): string | null {
  const { boxes } = placed(panes);
  const here = boxes.find((box) => box.terminal === terminal);
  if (here === undefined) return null;
  const across = direction === 'left' || direction === 'right';
  const forward = direction === 'right' || direction === 'down';
  const start = (box: Box) => (across ? box.x : box.y);
  const end = (box: Box) => start(box) + (across ? box.width : box.height);
  const middle = (box: Box) => (across ? box.y + box.height / 2 : box.x + box.width / 2);
  const beyond = boxes
    .filter((box) => (forward ? start(box) >= end(here) - 1e-6 : end(box) <= start(here) + 1e-6))
    .map((box) => ({
      terminal: box.terminal,
      gap: forward ? start(box) - end(here) : start(here) - end(box),
      aside: Math.abs(middle(box) - middle(here)),
    }))
    .sort((one, other) => one.gap - other.gap || one.aside - other.aside);
  return beyond[0]?.terminal ?? null;
}

/** What was kept, if it can be drawn. */
export function readPanes(value: unknown): Panes | null {
  if (typeof value !== 'object' || value === null) return null;
  const { terminal, axis, parts, sizes } = value as Record<string, unknown>;
  if (typeof terminal === 'string') return { terminal };
  if ((axis !== 'row' && axis !== 'column') || !Array.isArray(parts) || !Array.isArray(sizes)) return null;
  const known = parts.map(readPanes);
  const fit =
    known.length > 1 &&
    sizes.length === known.length &&
    known.every((part) => part !== null) &&
    sizes.every((size) => typeof size === 'number' && size > 0);
  return fit ? { axis, parts: known, sizes: sizes as number[] } : null;
}
