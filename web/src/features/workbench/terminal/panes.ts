/** The terminals that are on the desk now, so that the command box and a broadcast reach them by their ids. */
import { useSyncExternalStore } from 'react';

export interface Pane {
  terminalId: string;
  sessionId: string;
  /** As if it had been typed. False when it could not be sent. */
  type: (data: string) => boolean;
  /** As if it had been pasted, without asking; with `enter` it runs. */
  submit: (text: string, enter: boolean) => boolean;
  focus: () => void;
  running: () => boolean;
}

const panes = new Map<string, Pane>();
const receivers = new Set<string>();
const muted = new Set<string>();
const listeners = new Set<() => void>();
let version = 0;

function tell(): void {
  version += 1;
  listeners.forEach((listener) => listener());
}

export function addPane(pane: Pane): () => void {
  panes.set(pane.terminalId, pane);
  tell();
  return () => {
    if (panes.get(pane.terminalId) !== pane) return;
    panes.delete(pane.terminalId);
    tell();
  };
}

export function paneOf(terminalId: string): Pane | undefined {
  return panes.get(terminalId);
}

export function allPanes(): Pane[] {
  return [...panes.values()];
}

export function anyRunning(): boolean {
  return allPanes().some((pane) => pane.running());
}

export type Broadcasting = 'off' | 'on' | 'muted';

/** Whether what is typed in one of the receiving terminals goes to this one too, and what is typed here to them. */
export function broadcastingOf(terminalId: string): Broadcasting {
  if (!receivers.has(terminalId)) return 'off';
  return muted.has(terminalId) ? 'muted' : 'on';
}

/** Starts among these terminals; one or none: stops. */
export function broadcastAmong(terminalIds: string[]): void {
  receivers.clear();
  muted.clear();
  if (terminalIds.length > 1) terminalIds.forEach((id) => receivers.add(id));
  tell();
}

/** Leaves one terminal out for a while, or takes it in again. */
export function mute(terminalId: string, quiet: boolean): void {
  if (quiet) muted.add(terminalId);
  else muted.delete(terminalId);
  tell();
}

/** The other terminals that get what is typed in this one. */
export function echoesOf(terminalId: string): Pane[] {
  if (broadcastingOf(terminalId) !== 'on') return [];
  return allPanes().filter(
    (pane) => pane.terminalId !== terminalId && broadcastingOf(pane.terminalId) === 'on',
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useBroadcasting(terminalId: string): Broadcasting {
  return useSyncExternalStore(subscribe, () => broadcastingOf(terminalId));
}

/** Changes whenever a terminal comes, goes, or joins a broadcast. */
export function usePanes(): number {
  return useSyncExternalStore(subscribe, () => version);
}
