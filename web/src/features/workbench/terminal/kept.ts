/** Something that a user prefers: one value, heard of by whoever shows it, kept where the desk says. */
import { useSyncExternalStore } from 'react';

export class Kept<T> {
  private value: T;
  private write: ((value: T) => void) | null = null;
  private readonly listeners = new Set<() => void>();

  /** `read` makes a value of whatever was kept, the usual one of nothing. */
  constructor(private readonly read: (kept: unknown) => T) {
    this.value = read(undefined);
  }

  readonly get = (): T => this.value;

  /** Says where it is kept: `kept` was found there, `write` keeps every change. Until then changes last as long as the page. */
  keepIn(kept: unknown, write: (value: T) => void): void {
    this.write = write;
    this.value = this.read(kept);
    this.tell();
  }

  set(value: T): void {
    this.value = this.read(value);
    this.write?.(this.value);
    this.tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}

export function useKept<T>(kept: Kept<T>): T {
  return useSyncExternalStore(kept.subscribe, kept.get);
}
