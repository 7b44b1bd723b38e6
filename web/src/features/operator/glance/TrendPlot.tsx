import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { useLanguage } from '../../../ui/language';
import { useShade } from '../../../ui/theme';
import styles from './Trends.module.css';
import { trendOptions, type Area } from './trendOptions';

export interface TrendPlotProps {
  shape: 'areas' | 'bars';
  areas: Area[];
  /** Seconds since the epoch, and one row of values for each area; the first area is drawn first. */
  data: [number[], ...(number | null)[][]];
  from: number;
  to: number;
  write: (value: number) => string;
  whole?: boolean;
  /** Everything that the picture says, in words. */
  label: string;
  onPoint: (place: number | null) => void;
}

/** The canvas of one chart: made anew when its look changes, given new data otherwise. */
export default function TrendPlot(props: TrendPlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const newest = useRef(props);
  const shade = useShade();
  const language = useLanguage();

  useEffect(() => {
    newest.current = props;
  });

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { shape, areas, whole = false } = newest.current;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new UPlot(
      trendOptions({
        ...size(),
        shape,
        areas,
        whole,
        range: () => [newest.current.from, newest.current.to],
        write: (value) => newest.current.write(value),
        onPoint: (place) => newest.current.onPoint(place),
      }),
      newest.current.data,
      element,
    );
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize(size()));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shade, language]);

  useEffect(() => {
    plot.current?.setData(props.data);
  }, [props.data]);

  return <div ref={box} className={styles.plot} role="img" aria-label={props.label} />;
}
