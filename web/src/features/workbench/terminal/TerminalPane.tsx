import { lazy, Suspense } from 'react';

import type { SessionOut } from '../api';
import styles from './TerminalPane.module.css';

export interface TerminalPaneProps {
  terminalId: string;
  session: SessionOut;
  /** Keys go to this one. */
  active: boolean;
  /** It is drawn now; only who is looked at gets the graphics card. */
  visible?: boolean;
  onFocus?: () => void;
  onTitle?: (title: string) => void;
  onDirectory?: (directory: string) => void;
  onSplit?: (axis: 'row' | 'column') => void;
  /** Go to the next or the previous pane. */
  onNextPane?: (step: 1 | -1) => void;
  /** A new shell in the place of one that has ended. */
  onReopen?: () => void;
  onClose?: () => void;
}

// The terminal's code is as large as the rest of the console: it comes when the first terminal does.
const View = lazy(() => import('./TerminalView').then(({ TerminalView }) => ({ default: TerminalView })));

/** One terminal: its screen, and what one can do in it. It fills the place that it is given. */
export function TerminalPane(props: TerminalPaneProps) {
  return (
    <Suspense fallback={<div className={styles.pane} />}>
      <View key={props.terminalId} {...props} />
    </Suspense>
  );
}
