/**
 * Dragging in the tree: onto a folder, between two connections, or out of all folders. The tree's own dragging takes
 * the pointer's way to the right for a wish to go inside, which nobody guesses; here what is under the pointer counts.
 */
import { useRef, type DragEvent } from 'react';

import { useAct } from '../../../ui/act';
import type { ConnectionList } from '../api';
import { carryOut } from './calls';
import { folderKey, planMove, readKey, type Move, type TreeKey, type Where } from './tree';

/** The rows' parts that can be taken hold of have their key here. */
export const DRAG_KEY = 'data-key';
const ROW = '.ant-tree-treenode';
/** How much of a folder's row, from its top, means the place before it. */
const EDGE = 0.25;

/** Handlers for the box around the tree. */
export function useTreeDrag(list: ConnectionList, selected: TreeKey[]) {
  const act = useAct();
  const dragged = useRef<TreeKey[]>([]);
  const marked = useRef<HTMLElement | null>(null);

  function mark(row: HTMLElement | null, where?: Where) {
    if (marked.current !== row) marked.current?.removeAttribute('data-drop');
    marked.current = row;
    if (where !== undefined) row?.setAttribute('data-drop', where);
  }

  function planAt(event: DragEvent<HTMLElement>): { move: Move | null; row: HTMLElement; where: Where } {
    const row = (event.target as HTMLElement).closest<HTMLElement>(ROW);
    const key = row?.querySelector(`[${DRAG_KEY}]`)?.getAttribute(DRAG_KEY) ?? null;
    // Below all rows is the top level.
    if (row === null)
      return {
        move: planMove(list, dragged.current, folderKey(''), 'inside'),
        row: event.currentTarget,
        where: 'inside',
      };
    const { top, height } = row.getBoundingClientRect();
    const at = (event.clientY - top) / height;
    const where = whereOf(key, at);
    return { move: key === null ? null : planMove(list, dragged.current, key, where), row, where };
  }

  return {
    onDragStart: (event: DragEvent<HTMLElement>) => {
      const key = (event.target as HTMLElement).getAttribute(DRAG_KEY);
      if (key === null) return;
      dragged.current = selected.includes(key) ? [key, ...selected.filter((one) => one !== key)] : [key];
      event.dataTransfer.effectAllowed = 'move';
      // Some browsers drag nothing that holds no data.
      event.dataTransfer.setData('text/plain', '');
    },
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (dragged.current.length === 0) return;
      const { move, row, where } = planAt(event);
      mark(move === null ? null : row, where);
      if (move !== null) event.preventDefault();
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) mark(null);
    },
    onDragEnd: () => {
      dragged.current = [];
      mark(null);
    },
    onDrop: (event: DragEvent<HTMLElement>) => {
      if (dragged.current.length === 0) return;
      event.preventDefault();
      const { move } = planAt(event);
      dragged.current = [];
      mark(null);
      if (move !== null) void act(() => carryOut(move)).catch(() => undefined);
    },
  };
}

function whereOf(key: TreeKey | null, at: number): Where {
  if (readKey(key ?? '').kind === 'folder') return at < EDGE ? 'before' : 'inside';
  return at < 0.5 ? 'before' : 'after';
}
