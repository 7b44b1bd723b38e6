/** How the first page's charts look, in uPlot's terms; colours come from the CSS variables of the theme in force. */
import UPlot from 'uplot';

import { time } from '../../../ui/format';

const FONT = '11px system-ui, sans-serif';
const DAY_SECONDS = 86_400;
/** A day and a bit is still told by the clock. */
const CLOCK_SECONDS = 1.5 * DAY_SECONDS;

export interface Area {
  /** Name of the CSS variable of its colour. */
  colour: string;
  /** How much of the ground is seen through it, from 0 to 1. */
  strength: number;
}

export interface Wanted {
  shape: 'areas' | 'bars';
  /** In the order of the data. */
  areas: Area[];
  width: number;
  height: number;
  range: () => [from: number, to: number];
  write: (value: number) => string;
  /** Only whole numbers are marked on the scale. */
  whole: boolean;
  onPoint: (place: number | null) => void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A colour of the theme, as strong as wanted; the theme's are all "#rrggbb". */
function faded(name: string, strength: number): string {
  const alpha = Math.round(strength * 255);
  return colour(name) + alpha.toString(16).padStart(2, '0');
}

/** Enough above the highest value for it to be seen whole, and something where all are zero. */
export function topOf(high: number | null | undefined): number {
  return high === null || high === undefined || high <= 0 ? 1 : high * 1.08;
}

export function trendOptions(wanted: Wanted): UPlot.Options {
  const { shape, areas, width, height, range, onPoint } = wanted;
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
    scales: {
      x: { time: true, range: () => range() },
      y: { range: (_plot, _low, high) => [0, topOf(high)] },
    },
    axes: axesOf(wanted),
    series: [{}, ...areas.map((area) => seriesOf(shape, area))],
    // Each area is filled down to the one below it, so that no colour shows through another.
    bands: areas.slice(1).map((_, place) => ({ series: [place + 1, place + 2] })),
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}

function axesOf({ range, write, whole }: Wanted): UPlot.Axis[] {
  const axis = { stroke: colour('--text-2'), font: FONT, ticks: { show: false } };
  return [
    {
      ...axis,
      grid: { show: false },
      space: 64,
      size: 24,
      values: (_plot, moments) => {
        const [from, to] = range();
        const word = to - from <= CLOCK_SECONDS ? 'clock' : 'day';
        // At a fine scale several marks fall on one day; it is named once.
        return moments
          .map((moment) => time(moment * 1000, word))
          .map((name, place, names) => (place > 0 && names[place - 1] === name ? '' : name));
      },
    },
    {
      ...axis,
      grid: { stroke: colour('--line'), width: 1 },
      space: 28,
      size: 52,
      ...(whole ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] } : {}),
      values: (_plot, values) => values.map(write),
    },
  ];
}

function seriesOf(shape: Wanted['shape'], { colour: name, strength }: Area): UPlot.Series {
  const { stepped, bars } = UPlot.paths;
  const paths = shape === 'bars' ? bars?.({ size: [0.8, 40], align: 1 }) : stepped?.({ align: 1 });
  return {
    stroke: colour(name),
    fill: faded(name, strength),
    width: 1,
    points: { show: false },
    spanGaps: false,
    ...(paths === undefined ? {} : { paths }),
  };
}
