/** xterm.js as the console needs it: its parts, its looks, its size, and a picture of what it shows. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { SerializeAddon } from '@xterm/addon-serialize';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import type { WebglAddon } from '@xterm/addon-webgl';
import { Terminal, type ITerminalOptions, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

import type { Shade } from '../../../ui/theme';
import { pixelsAreTrue } from './pixels';
import { startColours } from './policy';
import { FONTS, type TerminalPreferences } from './preferences';
import type { Snapshot } from './snapshots';
import type { Size } from './stream';
import { themeOf } from './themes';

const SNAPSHOT_LINES = 1_000;
const HIGHLIGHTS = 1_000;

export interface Looks {
  preferences: TerminalPreferences;
  shade: Shade;
}

function optionsOf({ preferences, shade }: Looks): ITerminalOptions {
  return {
    theme: themeOf(preferences.theme, shade),
    fontFamily: FONTS[preferences.font],
    fontSize: preferences.fontSize,
    // With less, the underscores of common fonts fall below the row on screens of one pixel per pixel.
    lineHeight: 1.1,
    scrollback: preferences.scrollback,
    cursorStyle: preferences.cursorStyle,
    cursorBlink: preferences.cursorBlink,
    screenReaderMode: preferences.screenReader,
  };
}

export class Screen {
  readonly term: Terminal;
  readonly search = new SearchAddon({ highlightLimit: HIGHLIGHTS });
  private readonly fitter = new FitAddon();
  private readonly serializer = new SerializeAddon();
  private webgl: WebglAddon | null = null;
  private webglWanted = false;
  private usual: ITheme;
  private found: string | null = null;
  /** It was lost once, or cannot be had: this terminal is drawn without. */
  private webglFailed = false;

  /** `openLink` is given every link that somebody clicks; `trusted` where the text shown is the address itself. */
  constructor(looks: Looks, openLink: (event: MouseEvent, address: string, trusted: boolean) => void) {
    startColours();
    this.usual = themeOf(looks.preferences.theme, looks.shade);
    this.term = new Terminal({
      ...optionsOf(looks),
      allowProposedApi: true,
      drawBoldTextInBrightColors: false,
      macOptionIsMeta: true,
      rescaleOverlappingGlyphs: true,
      scrollOnUserInput: true,
      linkHandler: { activate: (event, address) => openLink(event, address, false) },
    });
    this.term.loadAddon(new Unicode11Addon());
    this.term.unicode.activeVersion = '11';
    this.term.loadAddon(this.fitter);
    this.term.loadAddon(this.serializer);
    this.term.loadAddon(this.search);
    this.term.loadAddon(new WebLinksAddon((event, address) => openLink(event, address, true)));
  }

  open(host: HTMLElement): void {
    this.term.open(host);
  }

  dress(looks: Looks): void {
    const options = optionsOf(looks);
    this.usual = options.theme ?? {};
    Object.assign(this.term.options, { ...options, theme: this.painted() });
  }

  /** The colour of a selection while somebody types elsewhere, as in the search bar; null: the theme's own. */
  paintFound(colour: string | null): void {
    this.found = colour;
    this.term.options.theme = this.painted();
  }

  private painted(): ITheme {
    return this.found === null ? this.usual : { ...this.usual, selectionInactiveBackground: this.found };
  }

  /** Fits the columns and rows into the place there is; null while there is none. */
  fit(): Size | null {
    const fitting = this.fitter.proposeDimensions();
    if (fitting === undefined || !(fitting.cols > 1) || !(fitting.rows > 0)) return null;
    if (fitting.cols !== this.term.cols || fitting.rows !== this.term.rows)
      this.term.resize(fitting.cols, fitting.rows);
    return { columns: fitting.cols, rows: fitting.rows };
  }

  /** Browsers allow few graphics contexts: only who is looked at has one. */
  async drawFast(wanted: boolean): Promise<void> {
    this.webglWanted = wanted && !this.webglFailed;
    if (!this.webglWanted) {
      this.dropWebgl();
      return;
    }
    if (this.webgl !== null) return;
    const [{ WebglAddon: Addon }, fits] = await Promise.all([import('@xterm/addon-webgl'), this.pixelsFit()]);
    // Looked at no longer, or disposed of, while the code was on its way.
    if (!fits || !this.wantsWebgl() || this.term.element === undefined) return;
    try {
      const addon = new Addon();
      addon.onContextLoss(() => {
        this.webglFailed = true;
        this.dropWebgl();
      });
      this.term.loadAddon(addon);
      this.webgl = addon;
    } catch {
      this.webglFailed = true;
    }
  }

  private async pixelsFit(): Promise<boolean> {
    const { element } = this.term;
    return element !== undefined && pixelsAreTrue(element);
  }

  private wantsWebgl(): boolean {
    return this.webglWanted && this.webgl === null;
  }

  private dropWebgl(): void {
    if (this.webgl === null) return;
    this.webgl.dispose();
    this.webgl = null;
    this.term.refresh(0, this.term.rows - 1);
  }

  picture(offset: number, marked: number): Snapshot {
    const screen = this.serializer.serialize({ scrollback: SNAPSHOT_LINES });
    return { offset, marked, columns: this.term.cols, rows: this.term.rows, screen };
  }

  /** Draws a picture, in the size it was taken in. */
  restore({ columns, rows, screen }: Snapshot): void {
    this.term.resize(columns, rows);
    this.term.write(screen);
  }

  dispose(): void {
    this.webglWanted = false;
    this.webgl?.dispose();
    this.webgl = null;
    this.term.dispose();
  }
}
