/** The rooms that the desk puts together, each from the module that owns it. */
import type { SessionOut } from '../api';

export function MonitorPanel({ session }: { session: SessionOut }) {
  return <div data-session={session.id} />;
}
