/** Ctrl+W is a word less in a shell and a page less in a browser: with terminals running the browser asks first. */
import { anyRunning } from './panes';
import { preferences } from './preferences';

let users = 0;

function ask(event: BeforeUnloadEvent): void {
  if (preferences().guard && anyRunning()) event.preventDefault();
}

/** Watches while anybody needs it; returns what ends that. */
export function guardPage(): () => void {
  if (users === 0) globalThis.addEventListener('beforeunload', ask);
  users += 1;
  return () => {
    users -= 1;
    if (users === 0) globalThis.removeEventListener('beforeunload', ask);
  };
}
