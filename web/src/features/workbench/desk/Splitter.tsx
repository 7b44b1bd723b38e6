import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

import styles from './Splitter.module.css';

interface SplitterProps {
  /** Which way it moves: a line between two columns moves along the `row`. */
  axis: 'row' | 'column';
  label: string;
  /** Where it is, in pixels; dragging adds to it, or takes away where it counts from the far end. */
  value: number;
  least: number;
  most: number;
  fromEnd?: boolean;
  onChange: (value: number) => void;
  onReset?: () => void;
  style?: React.CSSProperties;
}

const STEP = 24;

/** The line between two areas: dragged, moved with the arrow keys, and set back by a double click. */
export function Splitter({
  axis,
  label,
  value,
  least,
  most,
  fromEnd = false,
  onChange,
  onReset,
  style,
}: SplitterProps) {
  const start = useRef<{ at: number; value: number } | null>(null);
  const position = (event: PointerEvent) => (axis === 'row' ? event.clientX : event.clientY);
  const move = (wanted: number) => onChange(Math.min(most, Math.max(least, wanted)));

  function grab(event: PointerEvent<HTMLDivElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: position(event), value };
    event.preventDefault();
  }

  function drag(event: PointerEvent) {
    if (start.current === null) return;
    const way = position(event) - start.current.at;
    move(start.current.value + (fromEnd ? -way : way));
  }

  function press(event: KeyboardEvent) {
    const [back, on] = axis === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const way = event.key === on ? STEP : event.key === back ? -STEP : 0;
    if (way === 0) return;
    event.preventDefault();
    move(value + (fromEnd ? -way : way));
  }

  return (
    // A separator that can be moved is a control, whatever the rule thinks of separators that cannot.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'row' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value)}
      aria-valuemin={Math.round(least)}
      aria-valuemax={Math.round(most)}
      className={`${styles.splitter} ${styles[axis]}`}
      style={style}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
      onDoubleClick={onReset}
      onKeyDown={press}
    />
  );
}
