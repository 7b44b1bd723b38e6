import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { COLOURS, DASHES, scaleTop } from '../../../ui/chartOptions';
import { useShade } from '../../../ui/theme';
import styles from './Monitor.module.css';
import { KEPT_MS } from './state';

interface SparkProps {
  /** Seconds since the epoch, ascending. */
  times: number[];
  lines: (number | null)[][];
  /** All that it shows, in words. */
  label: string;
}

/** The last two minutes as lines without axes: the figures stand beside it. */
export function Spark({ times, lines, label }: SparkProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const shade = useShade();
  const count = lines.length;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new UPlot(
      optionsFor(element, count),
      [[], ...Array.from({ length: count }, () => [])],
      element,
    );
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize(sizeOf(element)));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [count, shade]);

  useEffect(() => {
    plot.current?.setData([times, ...lines]);
  }, [times, lines, shade]);

  return <div ref={box} className={styles.spark} role="img" aria-label={label} />;
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function colour(place: number): string {
  const name = COLOURS[place % COLOURS.length] ?? '--text-2';
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsFor(element: HTMLElement, count: number): UPlot.Options {
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    padding: [2, 0, 2, 0],
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: true, range: (_plot, _from, to) => [to - KEPT_MS / 1000, to] },
      y: { range: (_plot, _low, high) => [0, scaleTop(undefined, high)] },
    },
    series: [
      {},
      ...Array.from({ length: count }, (_, place) => ({
        stroke: colour(place),
        width: 1.5,
        dash: DASHES[place] ?? [],
        points: { show: false },
      })),
    ],
  };
}
