/** Starting and ending a broadcast: among all the terminals that are on the desk now. */
import { allPanes, broadcastAmong, broadcastingOf } from './panes';

export function toggleBroadcast(terminalId: string): void {
  if (broadcastingOf(terminalId) !== 'off') broadcastAmong([]);
  else broadcastAmong(allPanes().map((pane) => pane.terminalId));
}
