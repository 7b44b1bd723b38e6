import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { ConnectionsPanel } from '../connections/ConnectionsPanel';
import { preferred } from './bounds';
import { BOUNDS, FRESH } from './layout';
import { MonitorPanel } from '../monitor/MonitorPanel';
import styles from './SideBar.module.css';
import { Splitter } from './Splitter';
import { useDesk, useDeskParts } from './useDesk';
import { useOpening } from './useOpening';
import { useOpenTargets } from './useOpenTargets';

/** The left bar: the connections, and below them the machine of the session in front. */
export function SideBar({ width }: { width: number }) {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const side = useDesk((state) => state.layout.side);
  const session = useDesk((state) =>
    state.layout.active === null ? undefined : state.sessions[state.layout.active],
  );
  const open = useOpening();
  const targets = useOpenTargets();
  const change = (with_: Partial<typeof side>) =>
    store.arrange((layout) => ({ ...layout, side: { ...layout.side, ...with_ } }));
  const watching = session?.state === 'connected';
  const fold = side.monitor ? t('workbench.hide_monitor') : t('workbench.show_monitor');

  return (
    <aside className={styles.side} style={{ width }} aria-label={t('workbench.side')}>
      <div className={styles.connections}>
        <ConnectionsPanel onOpen={open} openTargets={targets} />
      </div>
      {watching && (
        <>
          {side.monitor && (
            <Splitter
              axis="column"
              fromEnd
              label={t('workbench.resize_monitor')}
              value={side.monitorHeight}
              least={BOUNDS.monitorHeight[0]}
              most={preferred(0.75)}
              onChange={(height) => change({ monitorHeight: Math.round(height) })}
              onReset={() => change({ monitorHeight: FRESH.side.monitorHeight })}
            />
          )}
          <section
            className={styles.monitor}
            style={side.monitor ? { height: side.monitorHeight } : undefined}
            aria-label={t('workbench.monitor')}
          >
            <div className={styles.head}>
              <span className={styles.title}>
                {t('workbench.monitor')} <span className="quiet">{session.title}</span>
              </span>
              <Button
                size="small"
                type="text"
                icon={side.monitor ? <DownOutlined /> : <UpOutlined />}
                aria-label={fold}
                title={fold}
                onClick={() => change({ monitor: !side.monitor })}
              />
            </div>
            {side.monitor && (
              <div className={styles.body}>
                {/* Made anew for each session: nobody pays for figures that nobody looks at. */}
                <MonitorPanel key={session.id} session={session} />
              </div>
            )}
          </section>
        </>
      )}
    </aside>
  );
}
