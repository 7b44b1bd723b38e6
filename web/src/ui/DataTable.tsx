import type { ReactNode } from 'react';

import styles from './DataTable.module.css';

export interface Column<T> {
  key: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Long words that may be broken anywhere rather than push the others aside. */
  long?: boolean;
  /** Figures stand to the right, so that their digits line up. */
  number?: boolean;
  /**
   * Where it stands when a phone shows the row as a card: its first line, the corner beside that, or a line that
   * needs no title. Left out: a line with its title.
   */
  place?: 'head' | 'corner' | 'bare';
}

interface DataTableProps<T> {
  /** What the table holds, for those who cannot see it. */
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Rows that matter less. */
  isDim?: (row: T) => boolean;
  /** The row whose details are open. */
  current?: string;
  /** Answers to an earlier question, while the one to the present question is under way. */
  stale?: boolean;
}

/** A link that is meant by a click anywhere on its row. */
export const rowLink = styles.open;

/** Rows to compare; on a phone each becomes a card. */
export function DataTable<T>({ caption, columns, rows, rowKey, isDim, current, stale }: DataTableProps<T>) {
  return (
    <div className={styles.scroll}>
      <table className={`${styles.table} ${stale === true ? styles.stale : ''}`} aria-busy={stale}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.number ? styles.number : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            const looks = [isDim?.(row) ? styles.dim : '', key === current ? styles.current : ''];
            return (
              <tr key={key} className={looks.join(' ')}>
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell<T>({ column, row }: { column: Column<T>; row: T }) {
  const { place, number, long, title, cell } = column;
  const shown = cell(row);
  const looks = [
    number ? styles.number : '',
    long ? styles.long : '',
    styles[place ?? 'line'],
    shown === null || shown === '' ? styles.empty : '',
  ];
  return (
    <td className={looks.join(' ')} data-title={place === undefined ? title : undefined}>
      {place === undefined ? <div>{shown}</div> : shown}
    </td>
  );
}
