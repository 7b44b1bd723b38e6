import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import type { SessionOut } from '../api';
import { paneOf } from '../terminal/panes';
import { TerminalPane } from '../terminal/TerminalPane';
import { withPanes, type Tab } from './layout';
import styles from './PaneArea.module.css';
import { moved, placed, terminalsOf, type Divider, type PaneBox } from './panes';
import { Splitter } from './Splitter';
import { useClosingTerminal } from './useClosing';
import { useDeskParts } from './useDesk';

const percent = (share: number) => `${share * 100}%`;

/**
 * The terminals of one session. They lie side by side in one flat list, whatever the tree of their splits looks like,
 * so that none of them is made anew when another one comes or goes.
 */
export function PaneArea({
  session,
  tab,
  shown,
  single = false,
}: {
  session: SessionOut;
  tab: Tab;
  shown: boolean;
  /** Where there is no room for several: only the one with the focus. */
  single?: boolean;
}) {
  const { store } = useDeskParts();
  const { area, size } = useSize();
  const only = single ? tab.focus : null;
  const { boxes, dividers } = useMemo(
    () => placed(only === null ? tab.panes : { terminal: only }),
    [tab.panes, only],
  );
  const focus = (terminal: string) =>
    store.arrange((layout) => withPanes(layout, session.id, tab.panes, terminal));

  const next = (step: 1 | -1) => {
    const all = terminalsOf(tab.panes);
    const to = all[(all.indexOf(tab.focus ?? '') + step + all.length) % all.length];
    if (to === undefined) return;
    focus(to);
    paneOf(to)?.focus();
  };

  return (
    <div ref={area} className={styles.area}>
      {boxes.map((box) => (
        <Pane
          key={box.terminal}
          box={box}
          session={session}
          focused={box.terminal === tab.focus}
          single={boxes.length === 1}
          shown={shown}
          onFocus={() => box.terminal !== tab.focus && focus(box.terminal)}
          onNext={next}
        />
      ))}
      {dividers.map((divider) => (
        <PaneDivider
          key={`${divider.path.join('.')}:${divider.index}`}
          divider={divider}
          length={divider.axis === 'row' ? size.width : size.height}
          onMove={(at) =>
            store.arrange((layout) =>
              tab.panes === null ? layout : withPanes(layout, session.id, moved(tab.panes, divider, at)),
            )
          }
        />
      ))}
    </div>
  );
}

interface PaneProps {
  box: PaneBox;
  session: SessionOut;
  focused: boolean;
  single: boolean;
  shown: boolean;
  onFocus: () => void;
  onNext: (step: 1 | -1) => void;
}

function Pane({ box, session, focused, single, shown, onFocus, onNext }: PaneProps) {
  const { t } = useTranslation();
  const { courier } = useDeskParts();
  const act = useAct();
  const close = useClosingTerminal();
  const terminal = session.terminals.find((one) => one.id === box.terminal);
  const quietly = (work: () => Promise<unknown>) => void act(work).catch(() => undefined);
  return (
    <section
      className={`${styles.pane} ${focused && !single ? styles.focused : ''}`}
      aria-label={terminal?.title ?? t('workbench.terminal')}
      style={{
        left: percent(box.x),
        top: percent(box.y),
        width: percent(box.width),
        height: percent(box.height),
      }}
      onPointerDownCapture={onFocus}
    >
      <TerminalPane
        terminalId={box.terminal}
        session={session}
        active={focused}
        visible={shown}
        onFocus={onFocus}
        onSplit={(axis) => {
          onFocus();
          quietly(() => courier.split(session.id, axis));
        }}
        onNextPane={onNext}
        onReopen={() => quietly(() => courier.renewTerminal(session.id, box.terminal))}
        onClose={() => void close(session.id, box.terminal)}
      />
      {!single && (
        <Button
          className={styles.close}
          size="small"
          type="text"
          icon={<CloseOutlined />}
          title={t('workbench.close_pane')}
          aria-label={t('workbench.close_pane')}
          onClick={() => void close(session.id, box.terminal)}
        />
      )}
    </section>
  );
}

function PaneDivider({
  divider,
  length,
  onMove,
}: {
  divider: Divider;
  length: number;
  onMove: (at: number) => void;
}) {
  const { t } = useTranslation();
  const row = divider.axis === 'row';
  const at = row ? divider.x : divider.y;
  return (
    <Splitter
      axis={divider.axis}
      label={t('workbench.resize_panes')}
      value={at * length}
      least={divider.from * length}
      most={divider.to * length}
      onChange={(pixels) => length > 0 && onMove(pixels / length)}
      onReset={() => onMove((divider.from + divider.to) / 2)}
      style={{
        position: 'absolute',
        left: percent(divider.x),
        top: percent(divider.y),
        ...(row ? { height: percent(divider.height) } : { width: percent(divider.width) }),
      }}
    />
  );
}

/** How large the area is, which a divider must know to tell pixels from shares. */
function useSize() {
  const area = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    const watcher = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return { area, size };
}

/** A window with a line through it. */
function SplitIcon({ path }: { path: string }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
      <rect x="1.5" y="2.5" width="13" height="11" rx="1.5" />
      <path d={path} />
    </svg>
  );
}

/** The acts of the session in front: splitting, for the bar above it. */
export function SplitButtons({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const { courier } = useDeskParts();
  const act = useAct();
  const off = session.state !== 'connected';
  const split = (axis: 'row' | 'column') =>
    void act(() => courier.split(session.id, axis)).catch(() => undefined);
  return (
    <>
      <Button
        size="small"
        type="text"
        disabled={off}
        icon={<SplitIcon path="M8 2.5v11" />}
        title={`${t('workbench.split_right')} (Alt+Shift+=)`}
        aria-label={t('workbench.split_right')}
        onClick={() => split('row')}
      />
      <Button
        size="small"
        type="text"
        disabled={off}
        icon={<SplitIcon path="M2 8h12" />}
        title={`${t('workbench.split_down')} (Alt+Shift+-)`}
        aria-label={t('workbench.split_down')}
        onClick={() => split('column')}
      />
    </>
  );
}
