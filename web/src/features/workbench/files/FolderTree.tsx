import { CaretDownOutlined, CaretRightOutlined, FolderFilled, FolderOpenFilled } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { FolderOut } from '../api';
import { files, folderKey } from './filesApi';
import styles from './Files.module.css';
import { crumbs, join, normal, parentOf, shownName } from './paths';
import { byName, isFolder } from './sorting';

const ROW = 26;
const FRESH_MS = 30_000;
const INDENT = 14;

interface TreeRow {
  path: string;
  name: string;
  depth: number;
  open: boolean;
}

interface FolderTreeProps {
  sessionId: string;
  path: string;
  hidden: boolean;
  connected: boolean;
  onGo: (path: string) => void;
}

/** Every folder from the root to `path`. */
function chain(path: string): string[] {
  return path.startsWith('~') ? [] : crumbs(path).map((crumb) => crumb.path);
}

function rowsOf(open: ReadonlySet<string>, folders: Map<string, string[]>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (path: string, name: string, depth: number) => {
    const isOpen = open.has(path);
    rows.push({ path, name, depth, open: isOpen });
    if (isOpen) for (const child of folders.get(path) ?? []) add(join(path, child), child, depth + 1);
  };
  add('/', '/', 0);
  return rows;
}

/** The folders of the machine, each read when it is opened. */
export function FolderTree({ sessionId, path, hidden, connected, onGo }: FolderTreeProps) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(['/', ...chain(parentOf(path) ?? '/')]),
  );
  const [shown, setShown] = useState(path);
  if (shown !== path) {
    setShown(path);
    setOpen(new Set([...open, ...chain(parentOf(path) ?? '/')]));
  }
  const paths = useMemo(() => [...open], [open]);
  const folders = useQueries({
    queries: paths.map((one) => ({
      queryKey: folderKey(sessionId, one),
      queryFn: ({ signal }: { signal: AbortSignal }) => files.list(sessionId, one, signal),
      enabled: connected,
      staleTime: FRESH_MS,
      retry: false,
      select: ({ entries }: FolderOut) =>
        entries
          .filter((entry) => isFolder(entry) && (hidden || !entry.name.startsWith('.')))
          .sort(byName)
          .map(({ name }) => name),
    })),
    combine: (found) => new Map(paths.map((one, index) => [one, found[index]?.data ?? []])),
  });
  const rows = useMemo(() => rowsOf(open, folders), [open, folders]);
  const at = rows.findIndex((row) => row.path === normal(path));
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [virtual, at]);

  function turn(row: TreeRow, wanted = !row.open) {
    const next = new Set(open);
    if (wanted) next.add(row.path);
    else next.delete(row.path);
    setOpen(next);
  }

  function keys(event: KeyboardEvent) {
    const row = rows[at];
    const to = (index: number) => {
      const next = rows[index];
      if (next !== undefined) onGo(next.path);
    };
    const above = parentOf(path);
    const acts: Record<string, () => void> = {
      ArrowDown: () => to(at + 1),
      ArrowUp: () => to(at - 1),
      ArrowRight: () => (row?.open === true ? to(at + 1) : row && turn(row, true)),
      ArrowLeft: () => (row?.open === true ? turn(row, false) : above !== null && onGo(above)),
    };
    const work = acts[event.key];
    if (work === undefined) return;
    event.preventDefault();
    work();
  }

  return (
    <div
      ref={scroll}
      className={styles.tree}
      role="tree"
      tabIndex={0}
      aria-label={t('workbench-files.tree')}
      aria-activedescendant={at >= 0 ? `tree-${sessionId}-${at}` : undefined}
      onKeyDown={keys}
    >
      <div role="presentation" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const Arrow = row.open ? CaretDownOutlined : CaretRightOutlined;
          const Icon = row.open ? FolderOpenFilled : FolderFilled;
          return (
            // The keys of the whole tree are above; a row only takes the mouse.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={row.path}
              id={`tree-${sessionId}-${index}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-expanded={row.open}
              aria-selected={index === at}
              tabIndex={-1}
              className={index === at ? `${styles.branch} ${styles.chosen}` : styles.branch}
              style={{
                height: ROW,
                transform: `translateY(${start}px)`,
                paddingLeft: 6 + row.depth * INDENT,
              }}
              onClick={() => onGo(row.path)}
              onDoubleClick={() => turn(row)}
            >
              {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
              <span
                className={styles.twist}
                onClick={(event) => {
                  event.stopPropagation();
                  turn(row);
                }}
              >
                <Arrow aria-hidden="true" />
              </span>
              <Icon aria-hidden="true" className={styles.folderIcon} />
              <span className={styles.rowName}>{shownName(row.name)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
