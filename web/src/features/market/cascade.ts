/** The catalogue of images as four choices, one after the other: framework → version → Python (system) → CUDA. */
import type { ImageView } from '../../api';

export const LEVELS = ['framework', 'version', 'python', 'cuda'] as const;
export type Level = (typeof LEVELS)[number];

export interface Option {
  /** What is shown; empty at the last level where there is no CUDA inside. */
  value: string;
  /** The image that choosing it leads to; null when none behind it is ready. */
  image: ImageView | null;
  /** Of the best one behind it: why it cannot be chosen yet. */
  state: ImageView['state'];
}

/** The value of one level; Python carries its system along, as the same Python on another system is another choice. */
export function valueOf(image: ImageView, level: Level): string {
  if (level === 'python') return image.os === '' ? image.python : `${image.python} (${image.os})`;
  return image[level];
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** Whether a driver that can do CUDA `highest` runs an image made with `cuda`. Not known is not no. */
export function fits(cuda: string, highest: string | null): boolean {
  return cuda === '' || highest === null || byNumber.compare(cuda, highest) <= 0;
}

/** An image that is an operating system and nothing more is seldom what somebody rents cards for. */
function isBare(image: ImageView): boolean {
  return image.os.toLowerCase().startsWith(image.framework.toLowerCase());
}

const READINESS: Record<ImageView['state'], number> = { ready: 0, building: 1, unbuilt: 2, failed: 3 };

function compared(left: ImageView, right: ImageView, highest: string | null): number {
  const order = (image: ImageView) => [
    READINESS[image.state],
    fits(image.cuda, highest) ? 0 : 1,
    isBare(image) ? 1 : 0,
    highest !== null && image.cuda === '' ? 1 : 0,
  ];
  const [ours, theirs] = [order(left), order(right)];
  for (const [place, value] of ours.entries()) {
    const difference = value - (theirs[place] ?? 0);
    if (difference !== 0) return difference;
  }
  // The newest of equals.
  return (
    byNumber.compare(right.version, left.version) ||
    byNumber.compare(right.python, left.python) ||
    byNumber.compare(right.cuda, left.cuda) ||
    byNumber.compare(left.id, right.id)
  );
}

/** The best first: ready, runs on the driver, more than a bare system, uses the cards, newest. */
export function ranked(images: ImageView[], highest: string | null): ImageView[] {
  return [...images].sort((left, right) => compared(left, right, highest));
}

/** The image that a page begins with: the one asked for by id or alias if it is ready, else the best that is. */
export function preselected(
  images: ImageView[],
  highest: string | null,
  asked?: string,
): ImageView | undefined {
  const ready = ranked(images, highest).filter((image) => image.state === 'ready');
  return ready.find((image) => image.id === asked || image.alias === asked) ?? ready[0];
}

/** How many of the levels below `level` stay as they were. */
function kept(image: ImageView, chosen: ImageView, level: Level): number {
  return LEVELS.slice(LEVELS.indexOf(level) + 1).filter(
    (deeper) => valueOf(image, deeper) === valueOf(chosen, deeper),
  ).length;
}

/** The options of one level under what is chosen above it, newest first; frameworks by name. */
export function options(
  images: ImageView[],
  chosen: ImageView,
  level: Level,
  highest: string | null,
): Option[] {
  const above = LEVELS.slice(0, LEVELS.indexOf(level));
  const under = ranked(images, highest).filter((image) =>
    above.every((one) => valueOf(image, one) === valueOf(chosen, one)),
  );
  const values = [...new Set(under.map((image) => valueOf(image, level)))];
  const direction = level === 'framework' ? 1 : -1;
  return values
    .sort((left, right) => direction * byNumber.compare(left, right))
    .map((value) => {
      const behind = under.filter((image) => valueOf(image, level) === value);
      const ready = behind.filter((image) => image.state === 'ready');
      const best = ready.sort((left, right) => kept(right, chosen, level) - kept(left, chosen, level))[0];
      return { value, image: best ?? null, state: best?.state ?? behind[0]?.state ?? 'unbuilt' };
    });
}
