import { SessionRoom } from './SessionRoom';
import styles from './Sessions.module.css';
import { useDesk } from './useDesk';
import { Welcome } from './Welcome';

/** Every session's room, one in front of the others; what stands there before the first one is opened. */
export function Sessions() {
  const tabs = useDesk((state) => state.layout.tabs);
  const active = useDesk((state) => state.layout.active);
  return (
    <div className={styles.rooms}>
      {tabs.length === 0 && <Welcome />}
      {tabs.map((tab) => (
        <SessionRoom key={tab.session} tab={tab} shown={tab.session === active} />
      ))}
    </div>
  );
}
