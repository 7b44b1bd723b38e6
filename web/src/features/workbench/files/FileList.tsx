import { CaretDownOutlined, CaretUpOutlined } from '@ant-design/icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Dropdown, type MenuProps } from 'antd';
import { useEffect, useId, useRef, type DragEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { EntryOut } from '../api';
import { FileRow } from './FileRow';
import styles from './Files.module.css';
import { clicked, NOTHING, only, type Selection } from './selection';
import { COLUMNS, type Column, type Order } from './sorting';
import { useLongPress } from './useLongPress';
import { useListKeys, type KeyActs } from './useListKeys';

const ROW = 28;
const TALL_ROW = 54;

interface FileListProps {
  label: string;
  /** Another folder starts at its top. */
  path: string;
  rows: EntryOut[];
  order: string[];
  sorting: Order;
  onSorting: (order: Order) => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  cut: ReadonlySet<string>;
  narrow: boolean;
  /** Several are chosen by touch: a tap chooses, and opens nothing. */
  picking: boolean;
  /** A row was pressed for long. */
  onPick: (name: string) => void;
  menu: MenuProps;
  acts: KeyActs;
  onDragRows: (event: DragEvent, names: string[]) => void;
  onCopy: () => void;
  onCut: () => void;
  onPaste: (files: File[]) => void;
  /** Shown where there are no rows. */
  children?: ReactNode;
}

function Heads({ sorting, onSorting }: Pick<FileListProps, 'sorting' | 'onSorting'>) {
  const { t } = useTranslation();
  const turn = (by: Column) =>
    onSorting({ by, down: sorting.by === by ? !sorting.down : by === 'size' || by === 'modified' });
  return (
    <div role="row" aria-rowindex={1} className={styles.heads}>
      {COLUMNS.map((by) => {
        const on = sorting.by === by;
        const Arrow = sorting.down ? CaretDownOutlined : CaretUpOutlined;
        return (
          <div
            key={by}
            role="columnheader"
            aria-sort={!on ? 'none' : sorting.down ? 'descending' : 'ascending'}
            className={by === 'name' ? styles.nameCell : styles[by]}
          >
            <button type="button" className={styles.head} onClick={() => turn(by)}>
              {t(`workbench-files.column.${by}`)}
              {on && <Arrow aria-hidden="true" className={styles.arrow} />}
            </button>
          </div>
        );
      })}
      <div role="columnheader" className={styles.dots}>
        <span className="visually-hidden">{t('common.actions')}</span>
      </div>
    </div>
  );
}

function rowOf(event: { target: EventTarget }): number {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
  return row === null ? -1 : Number(row.dataset.index);
}

/** The list of one folder: only the rows that can be seen are in the page. */
export function FileList(props: FileListProps) {
  const { rows, order, selection, onSelection, narrow, cut, acts } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const id = useId();
  const height = narrow ? TALL_ROW : ROW;
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 8,
  });
  const at = selection.at === null ? -1 : order.indexOf(selection.at);
  const page = Math.max(1, Math.floor((virtual.scrollRect?.height ?? height) / height) - 1);
  const keys = useListKeys({ rows, order, selection, select: onSelection, page }, acts);

  useEffect(() => virtual.measure(), [virtual, height]);
  // Each choice is shown, that of the row where the keyboard stood already too.
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [virtual, at, selection]);
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 });
  }, [props.path]);

  const press = useLongPress(narrow, (target) => {
    const name = order[rowOf({ target })];
    if (name !== undefined) props.onPick(name);
  });

  function pick(event: MouseEvent) {
    if (press.swallows()) return;
    const name = order[rowOf(event)];
    if (props.picking) {
      if (name !== undefined) onSelection(clicked(selection, order, name, { shift: false, ctrl: true }));
      return;
    }
    if (name === undefined) onSelection(NOTHING);
    else {
      const ctrl = event.ctrlKey || event.metaKey;
      onSelection(clicked(selection, order, name, { shift: event.shiftKey, ctrl }));
    }
    // A tap has no double: it opens what it touches.
    const entry = rows[rowOf(event)];
    if (narrow && entry !== undefined) acts.open(entry);
  }

  function choose(event: MouseEvent) {
    const name = order[rowOf(event)];
    if (name === undefined) onSelection(NOTHING);
    else if (!selection.names.has(name)) onSelection(only(name));
  }

  function drag(event: DragEvent) {
    const name = order[rowOf(event)];
    if (name === undefined) return;
    const names = selection.names.has(name) ? [...selection.names] : [name];
    if (!selection.names.has(name)) onSelection(only(name));
    props.onDragRows(event, names);
  }

  return (
    <Dropdown menu={props.menu} trigger={['contextMenu']} classNames={{ root: styles.menu }}>
      <div className={styles.list}>
        {/* The grid itself has the focus; which row is meant says aria-activedescendant. */}
        <div
          ref={scroll}
          className={styles.scroll}
          role="grid"
          tabIndex={0}
          aria-label={props.label}
          aria-rowcount={rows.length + 1}
          aria-multiselectable
          aria-activedescendant={at >= 0 ? `${id}${at}` : undefined}
          {...press.handlers}
          onKeyDown={keys}
          onClick={pick}
          onDoubleClick={(event) => {
            const entry = rows[rowOf(event)];
            if (entry !== undefined && !narrow) acts.open(entry);
          }}
          onContextMenu={choose}
          onDragStart={drag}
          onCopy={(event) => {
            event.clipboardData.setData('text/plain', [...selection.names].join('\n'));
            event.preventDefault();
            props.onCopy();
          }}
          onCut={(event) => {
            event.clipboardData.setData('text/plain', [...selection.names].join('\n'));
            event.preventDefault();
            props.onCut();
          }}
          onPaste={(event) => {
            event.preventDefault();
            props.onPaste([...event.clipboardData.files]);
          }}
        >
          {!narrow && <Heads sorting={props.sorting} onSorting={props.onSorting} />}
          {rows.length > 0 && (
            <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map(({ index, start }) => {
                const entry = rows[index];
                if (entry === undefined) return null;
                return (
                  <FileRow
                    key={entry.name}
                    entry={entry}
                    index={index}
                    id={`${id}${index}`}
                    top={start}
                    height={height}
                    chosen={selection.names.has(entry.name)}
                    current={index === at}
                    cut={cut.has(entry.name)}
                    narrow={narrow}
                    picking={props.picking}
                  />
                );
              })}
            </div>
          )}
        </div>
        {rows.length === 0 && <div className={styles.instead}>{props.children}</div>}
      </div>
    </Dropdown>
  );
}
