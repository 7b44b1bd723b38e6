/** What the command box sends: to the terminal that has the focus, or to all that are open. */
import { allPanes, paneOf } from '../terminal/panes';

export function sendTo(terminal: string | null, text: string, enter: boolean, toAll: boolean): void {
  const targets = toAll ? allPanes() : [terminal === null ? undefined : paneOf(terminal)];
  for (const pane of targets) pane?.submit(text, enter);
}
