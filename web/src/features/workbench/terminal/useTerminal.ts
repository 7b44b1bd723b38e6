/** Ties a terminal's controller to the element that shows it, for as long as it is shown. */
import { App } from 'antd';
import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { useShade } from '../../../ui/theme';
import type { TerminalPaneProps } from './TerminalPane';
import { toggleBroadcast } from './broadcasting';
import { TerminalController, type DeskAct } from './controller';
import { guardPage } from './guard';
import { Kept, useKept } from './kept';
import { watchMouse } from './mouse';
import { addPane } from './panes';
import { seamTime } from './seam';
import { usePreferences } from './preferences';
import { beep } from './beep';
import type { StreamState, Word } from './stream';
import { tappable } from './tap';
import type { Asked } from './zmodem';

const FLASH_MS = 160;
/** There is more to read in it than in other messages. */
const HINT_SECONDS = 12;
/** While a divider is dragged the size changes with every pixel; programs redraw for each that they are told. */
const FIT_MS = 60;

interface Wishes {
  search: () => void;
  menu: (place: { x: number; y: number }) => void;
  askPaste: (text: string) => void;
  askClipboard: () => void;
  askLink: (address: string) => void;
}

export function useTerminal(
  host: RefObject<HTMLDivElement | null>,
  props: TerminalPaneProps,
  wishes: Wishes,
) {
  const { terminalId, session, visible = true } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const shade = useShade();
  const preferences = usePreferences();
  const [slot] = useState(() => new Kept((kept) => (kept as TerminalController | null | undefined) ?? null));
  const controller = useKept(slot);
  const [state, setState] = useState<StreamState>('connecting');
  const [exit, setExit] = useState<number | null>(null);
  const [flash, setFlash] = useState(false);

  const onWord = useEffectEvent((word: Word) => {
    if (typeof word.title === 'string' && word.title !== '') props.onTitle?.(word.title);
    if (typeof word.directory === 'string' && word.directory !== '') props.onDirectory?.(word.directory);
    if (typeof word.exit_status === 'number') setExit(word.exit_status);
  });
  const onAct = useEffectEvent((act: DeskAct) => {
    if (act === 'search') wishes.search();
    else if (act === 'broadcast') toggleBroadcast(terminalId);
    else if (act === 'split_right') props.onSplit?.('row');
    else if (act === 'split_down') props.onSplit?.('column');
    else props.onNextPane?.(act === 'next_pane' ? 1 : -1);
  });
  const onBell = useEffectEvent(() => {
    if (preferences.bell === 'flash') setFlash(true);
    if (preferences.bell === 'sound') beep();
  });
  const refusedCopy = useEffectEvent(
    () => void message.info({ key: 'refused-copy', content: t('workbench-terminal.refused_copy') }),
  );
  const refusedTransfer = useEffectEvent(
    (asked: Asked) =>
      void message.info({
        key: 'refused-transfer',
        content: t(`workbench-terminal.refused_${asked}`),
        duration: HINT_SECONDS,
      }),
  );
  const seamWords = useEffectEvent((at: string) =>
    t('workbench-terminal.new_shell', { time: seamTime(at, new Date()) }),
  );
  const ask = useEffectEvent((wish: keyof Wishes, value?: unknown) => {
    (wishes[wish] as (value?: unknown) => void)(value);
  });
  const looks = useEffectEvent(() => ({ preferences, shade }));

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new TerminalController(terminalId, session.id, element, looks(), {
      state: setState,
      word: (word) => onWord(word),
      act: (act) => onAct(act),
      bell: () => onBell(),
      askPaste: (text) => ask('askPaste', text),
      askClipboard: () => ask('askClipboard'),
      askLink: (address) => ask('askLink', address),
      refusedCopy: () => refusedCopy(),
      refusedTransfer: (asked) => refusedTransfer(asked),
      seamWords: (at) => seamWords(at),
    });
    slot.set(made);
    const undo = [
      addPane(made),
      guardPage(),
      tappable(element),
      watchMouse(element, made, (place) => ask('menu', place)),
      watchPage(made, element),
    ];
    return () => {
      undo.forEach((one) => one());
      made.dispose();
      slot.set(null);
    };
  }, [host, slot, terminalId, session.id]);

  useEffect(() => {
    if (controller === null) return;
    controller.screen.dress({ preferences, shade });
    controller.fit();
  }, [controller, preferences, shade]);

  useEffect(() => {
    void controller?.screen.drawFast(visible && preferences.webgl);
    if (visible) controller?.fit();
  }, [controller, visible, preferences.webgl]);

  useEffect(() => {
    controller?.screen.term.textarea?.setAttribute('aria-label', t('workbench-terminal.input'));
  }, [controller, t]);

  useEffect(() => {
    if (state === 'gone') controller?.forget();
  }, [controller, state]);

  useEffect(() => {
    if (!flash) return;
    const timer = setTimeout(() => setFlash(false), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);

  return { controller, state, exit, flash };
}

/** Size, sleep, network and leaving: what the page tells a terminal. Returns what ends that. */
function watchPage(controller: TerminalController, element: HTMLElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sizes = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.fit(), FIT_MS);
  });
  sizes.observe(element);
  const over = new AbortController();
  const options = { signal: over.signal };
  globalThis.addEventListener('pagehide', () => controller.keep(), options);
  globalThis.addEventListener('online', () => controller.stream.renew(), options);
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') controller.keep();
      else controller.stream.look();
    },
    options,
  );
  return () => {
    clearTimeout(timer);
    sizes.disconnect();
    over.abort();
  };
}
