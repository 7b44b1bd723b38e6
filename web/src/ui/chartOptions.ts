/** How our charts look, in uPlot's terms; colours come from the CSS variables of the theme in force. */
import type UPlot from 'uplot';

import { time } from './format';

export const COLOURS = Array.from({ length: 8 }, (_, place) => `--line-${place + 1}`);
/** Neighbours differ by more than their colour. */
export const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

const CLOCK_FROM_SECONDS = 900;
/** Round numbers of bytes are powers of two. */
const BYTE_STEPS = Array.from({ length: 44 }, (_, power) => 2 ** power);
const FONT = '11px system-ui, sans-serif';

interface Wanted {
  lines: number;
  group: string;
  width: number;
  height: number;
  write: (value: number) => string;
  inBytes: boolean;
  range: () => [from: number, to: number];
  top: () => number | undefined;
  /** The place in the data that is under the pointer, or null. */
  onPoint: (place: number | null) => void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The whole scale from zero; a line that lies flat on zero is seen, too. */
export function scaleTop(top: number | undefined, highest: number | null): number {
  if (top !== undefined && top > 0) return top;
  return highest === null || highest <= 0 ? 1 : highest * 1.15;
}

export function chartOptions({
  inBytes,
  lines,
  group,
  width,
  height,
  write,
  range,
  top,
  onPoint,
}: Wanted): UPlot.Options {
  const axis = {
    stroke: colour('--text-2'),
    font: FONT,
    ticks: { show: false },
    grid: { stroke: colour('--line'), width: 1 },
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 28, 0, 0],
    cursor: { sync: { key: group }, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true, range },
      y: { range: (_plot, _low, high) => [0, scaleTop(top(), high)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 72,
        size: 24,
        values: (_plot, moments) => {
          const [from, to] = range();
          const shape = to - from < CLOCK_FROM_SECONDS ? 'time' : 'clock';
          return moments.map((moment) => time(moment * 1000, shape));
        },
      },
      {
        ...axis,
        space: 32,
        size: 64,
        ...(inBytes && { incrs: BYTE_STEPS }),
        values: (_plot, values) => values.map((value) => write(value)),
      },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_, place) => ({
        stroke: colour(COLOURS[place % COLOURS.length] ?? '--text-2'),
        width: 1.5,
        dash: DASHES[place % DASHES.length] ?? [],
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}
