import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import styles from './Chart.module.css';
import { chartOptions, COLOURS, DASHES } from './chartOptions';
import { time } from './format';
import { useLanguage } from './language';
import { useShade } from './theme';

export interface ChartLine {
  name: string;
  /** One value for each time; null where there is none, and the line is broken there. */
  values: (number | null)[];
}

interface ChartProps {
  title: string;
  /** Seconds since the epoch, ascending. */
  times: number[];
  lines: ChartLine[];
  /** What of the time is shown, in seconds since the epoch. */
  from: number;
  to: number;
  /** The upper end of the scale; left out, it follows the data. */
  top?: number | undefined;
  /** How a value is written, on the axis and beside the names. */
  write: (value: number) => string;
  /** The values are bytes, so that the scale has round numbers of them. */
  inBytes?: boolean;
  /** All that the picture says, in words, for those who do not see it. */
  summary: string;
  /** Charts of one group show the same moment under the pointer. */
  group: string;
}

/** Lines over time. The names above it carry the newest values, or those under the pointer. */
export function Chart(props: ChartProps) {
  const { title, times, lines, summary, write } = props;
  const [at, setAt] = useState<number | null>(null);
  const box = usePlot(props, setAt);
  const shown = at ?? times.length - 1;
  const moment = at === null ? undefined : times[at];
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.moment}>{moment !== undefined && time(moment * 1000, 'time')}</span>
        <span className={styles.lines}>
          {lines.map((line, place) => (
            <span key={line.name} className={styles.line}>
              <Sample place={place} />
              <span className="quiet">{line.name}</span>
              <strong className="num">{written(line.values[shown], write)}</strong>
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={box} className={styles.box} role="img" aria-label={`${title}. ${summary}`} />
    </figure>
  );
}

function written(value: number | null | undefined, write: (value: number) => string): string {
  return value === null || value === undefined ? '–' : write(value);
}

/** A bit of the line, so that it is known by its dashes as well as by its colour. */
function Sample({ place }: { place: number }) {
  const dash = DASHES[place % DASHES.length] ?? [];
  return (
    <svg width="16" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="16"
        y1="4"
        y2="4"
        strokeWidth="2"
        stroke={`var(${COLOURS[place % COLOURS.length] ?? '--text-2'})`}
        strokeDasharray={dash.join(' ')}
      />
    </svg>
  );
}

/** Keeps a plot in the returned element: made anew when its look changes, given new data otherwise. */
function usePlot(props: ChartProps, onPoint: (place: number | null) => void) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const newest = useRef(props);
  const shade = useShade();
  const language = useLanguage();
  const names = props.lines.map((line) => line.name).join('\n');

  useEffect(() => {
    newest.current = props;
  });

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { lines, group, inBytes = false } = newest.current;
    const made = new UPlot(
      chartOptions({
        lines: lines.length,
        group,
        inBytes,
        width: element.clientWidth,
        height: element.clientHeight,
        write: (value) => newest.current.write(value),
        range: () => [newest.current.from, newest.current.to],
        top: () => newest.current.top,
        onPoint,
      }),
      dataOf(newest.current),
      element,
    );
    plot.current = made;
    const watcher = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [names, shade, language, onPoint]);

  useEffect(() => {
    plot.current?.setData(dataOf(props));
  }, [props]);

  return box;
}

function dataOf({ times, lines }: ChartProps): UPlot.AlignedData {
  return [times, ...lines.map((line) => line.values)];
}
