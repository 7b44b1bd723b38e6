/** What the mouse does in a terminal beyond what xterm.js does: menu, middle click, size by the wheel, paste with a look. */
import { copyText } from './clipboard';
import type { TerminalController } from './controller';
import { preferences, zoom } from './preferences';

/** What was selected last in any terminal: browsers tell pages of no other selection. */
let selection = '';

export function watchMouse(
  host: HTMLElement,
  controller: TerminalController,
  onMenu: (place: { x: number; y: number }) => void,
): () => void {
  const { term } = controller.screen;
  const over = new AbortController();
  const options = { capture: true, signal: over.signal };
  const programs = (event: MouseEvent) => term.modes.mouseTrackingMode !== 'none' && !event.shiftKey;
  const take = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };

  term.onSelectionChange(() => {
    if (term.hasSelection()) selection = term.getSelection();
  });
  host.addEventListener(
    'paste',
    (event) => {
      take(event);
      controller.paste(event.clipboardData?.getData('text/plain') ?? '');
    },
    options,
  );
  host.addEventListener(
    'contextmenu',
    (event) => {
      take(event);
      if (!programs(event)) onMenu({ x: event.clientX, y: event.clientY });
    },
    options,
  );
  const middle = (event: MouseEvent) => event.button === 1 && !programs(event) && selection !== '';
  host.addEventListener('mousedown', (event) => middle(event) && take(event), options);
  host.addEventListener('mouseup', (event) => middle(event) && take(event), options);
  host.addEventListener(
    'auxclick',
    (event) => {
      if (!middle(event)) return;
      take(event);
      controller.paste(selection);
    },
    options,
  );
  host.addEventListener(
    'mouseup',
    (event) => {
      if (event.button === 0 && preferences().copyOnSelect && term.hasSelection())
        void copyText(term.getSelection()).then(() => controller.focus());
    },
    { signal: over.signal },
  );
  host.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      take(event);
      zoom(event.deltaY < 0 ? 1 : -1);
    },
    { ...options, passive: false },
  );
  return () => over.abort();
}
