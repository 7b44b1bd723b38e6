/** One terminal on the page: the screen, its stream, and what people do with keys, mouse and clipboard. */
import { openSocket } from '../wire';
import { copyText, fromClipboard, programsText } from './clipboard';
import { Kept } from './kept';
import { actOf, isReport, modified, type Held, type KeyAct } from './keys';
import { openAddress, webAddress } from './links';
import { echoesOf, type Pane } from './panes';
import { asTyped, hasControls, needsAsking, pasted } from './paste';
import { preferences, zoom } from './preferences';
import { Screen, type Looks } from './screen';
import { seamLine } from './seam';
import { Snapshots } from './snapshots';
import { TerminalStream, type StreamState, type Word } from './stream';
import { Tail } from './tail';
import { tapOf } from './tap';
import { FileTransfer } from './trzsz';
import { CALL_OFF, TransferWatch, type Asked } from './zmodem';

export type DeskAct = Exclude<
  KeyAct,
  'copy' | 'copy_or_interrupt' | 'paste' | 'larger' | 'smaller' | 'usual_size' | 'select_all' | 'page'
>;

/** What the pane around it shows or does. */
export interface Signals {
  state: (state: StreamState) => void;
  word: (word: Word) => void;
  act: (act: DeskAct) => void;
  bell: () => void;
  /** Somebody should look at this text before it is pasted. */
  askPaste: (text: string) => void;
  /** The page may not read the clipboard: somebody has to paste into a field. */
  askClipboard: () => void;
  /** A link whose text may say something else than its address. */
  askLink: (address: string) => void;
  /** A program wanted to write to the clipboard and may not. */
  refusedCopy: () => void;
  /** A program wanted a transfer that pages do not speak, and was called off. */
  refusedTransfer: (asked: Asked) => void;
  /** What the line says that stands where a new shell begins. */
  seamWords: (at: string) => string;
}

const NONE_HELD: Held = { ctrl: false, alt: false };
const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const encoder = new TextEncoder();
const RESET = encoder.encode('\x1bc');
const OSC_CLIPBOARD = 52;
const SNAPSHOT_MS = 10_000;

export class TerminalController implements Pane {
  readonly screen: Screen;
  readonly stream: TerminalStream;
  /** Ctrl and Alt of the key row on a phone, for the next key. */
  readonly held = new Kept((kept) => (kept as Held | undefined) ?? NONE_HELD);
  private readonly tail = new Tail();
  private readonly snapshots = new Snapshots(globalThis.sessionStorage);
  private readonly transfer: FileTransfer;
  private readonly watch = new TransferWatch();
  private readonly timer: ReturnType<typeof setInterval>;
  /** Runs of bytes in the parser that are a replay: answers to what programs asked in them would come twice. */
  private replaying = 0;
  private keptAt = -1;

  constructor(
    readonly terminalId: string,
    readonly sessionId: string,
    private readonly host: HTMLElement,
    looks: Looks,
    private readonly signals: Signals,
  ) {
    this.screen = new Screen(looks, (event, address, trusted) => this.follow(event, address, trusted));
    const snapshot = this.snapshots.read(terminalId);
    this.screen.open(host);
    if (snapshot !== null) this.screen.restore(snapshot);
    this.stream = new TerminalStream({
      terminalId,
      dial: openSocket<Word>,
      from: snapshot?.offset ?? null,
      ...(snapshot !== null && { marked: snapshot.marked }),
      sink: {
        write: (bytes, parsed, historic) => this.parse(bytes, parsed, historic),
        mark: (seam, drawn) => {
          this.transfer.stop();
          const line = encoder.encode(seamLine(signals.seamWords(seam.at)));
          this.screen.term.write(line, () => {
            this.tail.add(line);
            drawn();
          });
        },
        // In the order of the bytes: what is still in the parser must not be drawn after the reset.
        reset: () => {
          this.transfer.stop();
          this.screen.term.write(RESET);
        },
      },
      onState: signals.state,
      onWord: signals.word,
    });
    this.transfer = new FileTransfer({
      show: (data) => this.screen.term.write(data),
      send: (data) => this.stream.send(data),
      columns: () => this.screen.term.cols,
    });
    this.listen();
    this.fit();
    this.stream.start();
    this.timer = setInterval(() => this.keep(), SNAPSHOT_MS);
  }

  private listen(): void {
    const { term } = this.screen;
    term.onData((data) => this.input(data));
    term.onBinary((data) => this.stream.send(Uint8Array.from(data, (letter) => letter.charCodeAt(0))));
    term.onBell(() => this.signals.bell());
    term.attachCustomKeyEventHandler((event) => this.key(event));
    term.parser.registerOscHandler(OSC_CLIPBOARD, (payload) => this.programCopies(payload));
  }

  /** Keeps a picture of the screen where it was left, for the page that comes after this one. */
  keep(): void {
    const offset = this.stream.parsed - this.tail.unfinished();
    if (offset === this.keptAt || this.transfer.busy || this.stream.state === 'gone') return;
    this.keptAt = offset;
    this.snapshots.write(this.terminalId, this.screen.picture(offset, this.stream.seams.marked));
  }

  forget(): void {
    this.snapshots.forget(this.terminalId);
  }

  dispose(): void {
    this.keep();
    clearInterval(this.timer);
    this.stream.stop();
    this.screen.dispose();
  }

  fit(): void {
    const size = this.screen.fit();
    if (size === null) return;
    this.stream.resize(size);
    this.transfer.resize(size.columns);
  }

  focus(): void {
    this.screen.term.focus();
  }

  running(): boolean {
    return this.stream.state !== 'ended' && this.stream.state !== 'gone';
  }

  type(data: string): boolean {
    if (this.transfer.type(data)) return true;
    return this.stream.send(data);
  }

  submit(text: string, enter: boolean): boolean {
    const { bracketedPasteMode } = this.screen.term.modes;
    const several = /[\r\n]/.test(text);
    return this.type((several ? pasted(text, bracketedPasteMode) : text) + (enter ? '\r' : ''));
  }

  private parse(bytes: Uint8Array, parsed: () => void, historic: boolean): void {
    const tap = tapOf(this.host);
    const done = (): void => {
      this.tail.add(bytes);
      tap?.(bytes);
      parsed();
    };
    if (this.transfer.take(bytes, historic)) {
      done();
      return;
    }
    if (historic) this.replaying += 1;
    this.screen.term.write(historic ? bytes : this.withoutZmodem(bytes), () => {
      if (historic) this.replaying -= 1;
      done();
    });
  }

  private withoutZmodem(bytes: Uint8Array): Uint8Array {
    const { shown, asked } = this.watch.look(bytes);
    if (asked !== null) {
      this.stream.send(CALL_OFF);
      this.signals.refusedTransfer(asked);
    }
    return shown;
  }

  private input(data: string): void {
    if (isReport(data)) {
      if (this.replaying === 0 && !this.transfer.busy) this.stream.send(data);
      return;
    }
    const sent = modified(data, this.held.get());
    if (this.held.get() !== NONE_HELD) this.held.set(NONE_HELD);
    this.type(sent);
    for (const pane of echoesOf(this.terminalId)) pane.type(sent);
  }

  /** False: the key is not the program's. */
  private key(event: KeyboardEvent): boolean {
    const act = actOf(event, {
      mac: MAC,
      selected: this.screen.term.hasSelection(),
      ctrlV: preferences().ctrlV,
    });
    if (act === null) return true;
    // The browser pastes by itself, and asks nobody for a permission for that.
    if (act === 'page' || act === 'paste') return false;
    event.preventDefault();
    if (event.type === 'keydown') this.act(act);
    return false;
  }

  private act(act: Exclude<KeyAct, 'page' | 'paste'>): void {
    switch (act) {
      case 'copy':
        return void this.copy();
      case 'copy_or_interrupt':
        return void this.copy().then(() => this.screen.term.clearSelection());
      case 'select_all': {
        this.screen.term.selectAll();
        return;
      }
      case 'larger': {
        zoom(1);
        return;
      }
      case 'smaller': {
        zoom(-1);
        return;
      }
      case 'usual_size': {
        zoom(0);
        return;
      }
      default: {
        this.signals.act(act);
        return;
      }
    }
  }

  async copy(): Promise<void> {
    await copyText(this.screen.term.getSelection());
    this.focus();
  }

  /** From the menu or the key row: reads the clipboard, or asks for help where it may not. */
  async pasteFromClipboard(): Promise<void> {
    const text = await fromClipboard();
    if (text === null) this.signals.askClipboard();
    else this.paste(text);
  }

  paste(text: string): void {
    if (text === '') return;
    const { modes, buffer } = this.screen.term;
    // An editor that takes pastes as such runs nothing.
    const editing = modes.bracketedPasteMode && buffer.active.type === 'alternate';
    const asking = hasControls(text) || (!editing && needsAsking(text));
    if (preferences().warnLines && asking) this.signals.askPaste(text);
    else this.pasteNow(text);
  }

  pasteNow(text: string): void {
    this.type(pasted(text, this.screen.term.modes.bracketedPasteMode));
    for (const pane of echoesOf(this.terminalId)) pane.submit(asTyped(text), false);
    this.focus();
  }

  private follow(event: MouseEvent, link: string, trusted: boolean): void {
    const address = webAddress(link);
    if (address === null) return;
    const touched = (event as Partial<PointerEvent>).pointerType === 'touch';
    if (touched || ((event.ctrlKey || event.metaKey) && !trusted)) this.signals.askLink(address);
    else if (event.ctrlKey || event.metaKey) openAddress(address);
  }

  private programCopies(payload: string): boolean {
    const text = programsText(payload);
    if (text === null || this.replaying > 0) return true;
    if (preferences().programsCopy) void copyText(text);
    else this.signals.refusedCopy();
    return true;
  }
}
