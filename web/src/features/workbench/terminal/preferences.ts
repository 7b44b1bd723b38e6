/** How this user likes terminals. The desk keeps it in its document, by `keptPreferences.keepIn`. */
import { Kept, useKept } from './kept';
import { THEMES, type ThemeName } from './themes';

export type CursorStyle = 'block' | 'underline' | 'bar';
export type Bell = 'none' | 'flash' | 'sound';
export type FontName = 'system' | 'menlo' | 'consolas' | 'dejavu' | 'courier' | 'sarasa';

export interface TerminalPreferences {
  /** "console": ours, light or dark as the console is. */
  theme: ThemeName | 'console';
  fontSize: number;
  font: FontName;
  scrollback: number;
  cursorStyle: CursorStyle;
  cursorBlink: boolean;
  bell: Bell;
  copyOnSelect: boolean;
  /** Ask before several lines are pasted. */
  warnLines: boolean;
  /** Ctrl+V pastes; else it is sent, as `vim` wants it. */
  ctrlV: boolean;
  /** Programs may write to the clipboard with OSC 52. Reading it is never possible. */
  programsCopy: boolean;
  /** Draw with the graphics card where there is one. */
  webgl: boolean;
  /** Say new output to a screen reader. */
  screenReader: boolean;
  /** The browser asks before a page with running terminals is closed. */
  guard: boolean;
}

export const FONT_SIZES = { least: 8, most: 32, usual: 14 };
export const SCROLLBACK = { least: 200, most: 50_000, usual: 5_000 };

export const FONTS: Record<FontName, string> = {
  system:
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace",
  menlo: "Menlo, Monaco, 'PingFang SC', monospace",
  consolas: "Consolas, 'Microsoft YaHei Mono', 'Microsoft YaHei', monospace",
  dejavu: "'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace",
  courier: "'Courier New', Courier, monospace",
  sarasa: "'Sarasa Mono SC', 'Noto Sans Mono CJK SC', monospace",
};

export const USUAL: TerminalPreferences = {
  theme: 'console',
  fontSize: FONT_SIZES.usual,
  font: 'system',
  scrollback: SCROLLBACK.usual,
  cursorStyle: 'block',
  cursorBlink: true,
  bell: 'flash',
  copyOnSelect: false,
  warnLines: true,
  ctrlV: true,
  programsCopy: false,
  webgl: true,
  screenReader: false,
  guard: true,
};

const ONE_OF: { [Key in keyof TerminalPreferences]?: readonly string[] } = {
  theme: ['console', ...Object.keys(THEMES)],
  font: Object.keys(FONTS),
  cursorStyle: ['block', 'underline', 'bar'],
  bell: ['none', 'flash', 'sound'],
};
const BETWEEN: { [Key in keyof TerminalPreferences]?: { least: number; most: number } } = {
  fontSize: FONT_SIZES,
  scrollback: SCROLLBACK,
};

/** What was kept, with the usual in place of whatever is missing or makes no sense any more. */
export function readPreferences(kept: unknown): TerminalPreferences {
  const found: Record<string, unknown> = { ...USUAL };
  if (typeof kept !== 'object' || kept === null) return { ...USUAL };
  for (const [key, usual] of Object.entries(USUAL) as [keyof TerminalPreferences, unknown][]) {
    const value = (kept as Record<string, unknown>)[key];
    if (typeof value !== typeof usual) continue;
    const range = BETWEEN[key];
    if (ONE_OF[key]?.includes(value as string) === false) continue;
    found[key] = range === undefined ? value : Math.min(range.most, Math.max(range.least, value as number));
  }
  return found as unknown as TerminalPreferences;
}

export const keptPreferences = new Kept(readPreferences);

export const preferences = keptPreferences.get;

export function prefer(change: Partial<TerminalPreferences>): void {
  keptPreferences.set({ ...preferences(), ...change });
}

/** One step larger or smaller; 0: as usual. */
export function zoom(step: -1 | 0 | 1): void {
  prefer({ fontSize: step === 0 ? FONT_SIZES.usual : preferences().fontSize + step });
}

export function usePreferences(): TerminalPreferences {
  return useKept(keptPreferences);
}
