/** The keyboard in the list: every act that a file manager has under a key. */
import { useRef, type KeyboardEvent } from 'react';

import type { EntryOut } from '../api';
import { all, moved, only, type Selection } from './selection';
import { typeAhead } from './sorting';

const TYPING_MS = 800;

export interface KeyActs {
  open: (entry: EntryOut) => void;
  up: () => void;
  back: () => void;
  forward: () => void;
  rename: () => void;
  remove: () => void;
  refresh: () => void;
  find: () => void;
}

interface Listed {
  rows: EntryOut[];
  order: string[];
  selection: Selection;
  select: (selection: Selection) => void;
  /** Rows that fit on the screen. */
  page: number;
}

const TO: Record<string, (page: number, all: number) => number> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  Home: (_, many) => -many,
  End: (_, many) => many,
};

function plain(event: KeyboardEvent, acts: KeyActs, current: EntryOut | undefined): (() => void) | null {
  switch (event.key) {
    case 'Enter':
      return current === undefined ? null : () => acts.open(current);
    case 'Backspace':
      return acts.up;
    case 'F2':
      return acts.rename;
    case 'Delete':
      return acts.remove;
    case 'F5':
      return acts.refresh;
    default:
      return null;
  }
}

function withAlt(event: KeyboardEvent, acts: KeyActs): (() => void) | null {
  if (event.key === 'ArrowLeft') return acts.back;
  if (event.key === 'ArrowRight') return acts.forward;
  return event.key === 'ArrowUp' ? acts.up : null;
}

export function useListKeys(listed: Listed, acts: KeyActs): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 });
  const { rows, order, selection, select, page } = listed;
  const index = selection.at === null ? -1 : order.indexOf(selection.at);

  function toggleCurrent(): void {
    if (selection.at === null) return;
    const names = new Set(selection.names);
    if (!names.delete(selection.at)) names.add(selection.at);
    select({ names, at: selection.at, anchor: selection.at });
  }

  function withCtrl(event: KeyboardEvent): (() => void) | null {
    const key = event.key.toLowerCase();
    if (key === 'a') return () => select(all(order, selection));
    if (key === 'f') return acts.find;
    return key === ' ' ? toggleCurrent : null;
  }

  function typeTo(event: KeyboardEvent): void {
    const now = performance.now();
    const before = now - typed.current.at < TYPING_MS ? typed.current.text : '';
    // The same letter again goes on to the next one that begins with it.
    const text = before === event.key ? event.key : before + event.key;
    typed.current = { text, at: now };
    const found = typeAhead(rows, text, index);
    const name = order[found];
    if (name !== undefined) select(only(name));
  }

  return (event) => {
    if (event.nativeEvent.isComposing || event.target !== event.currentTarget) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const step = TO[event.key];
    let work: (() => void) | null;
    if (event.altKey) work = withAlt(event, acts);
    else if (step !== undefined)
      work = () => select(moved(selection, order, step(page, order.length), { shift: event.shiftKey, ctrl }));
    else if (ctrl) work = withCtrl(event);
    else work = plain(event, acts, rows[index]);
    if (work !== null) {
      event.preventDefault();
      // What was typed before another act is no beginning of what is typed after it.
      typed.current = { text: '', at: 0 };
      work();
    } else if (event.key.length === 1 && !ctrl && !event.altKey) {
      event.preventDefault();
      typeTo(event);
    }
  };
}
