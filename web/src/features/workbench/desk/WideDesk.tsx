import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { FullScreen } from './FullScreen';
import { BOUNDS, FRESH } from './layout';
import { Latency } from './Latency';
import { SplitButtons } from './PaneArea';
import { Sessions } from './Sessions';
import { SideBar } from './SideBar';
import { Splitter } from './Splitter';
import { TabBar } from './TabBar';
import styles from './WideDesk.module.css';
import { useDesk, useDeskParts } from './useDesk';

/** Connections and monitor on the left, the sessions in tabs beside them. */
export function WideDesk() {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const side = useDesk((state) => state.layout.side);
  const session = useDesk((state) =>
    state.layout.active === null ? undefined : state.sessions[state.layout.active],
  );
  const lost = useDesk((state) => state.health === 'lost');
  const change = (with_: Partial<typeof side>) =>
    store.arrange((layout) => ({ ...layout, side: { ...layout.side, ...with_ } }));
  const fold = side.open ? t('workbench.hide_side') : t('workbench.show_side');

  return (
    <>
      {side.open && (
        <>
          <SideBar width={side.width} />
          <Splitter
            axis="row"
            label={t('workbench.resize_side')}
            value={side.width}
            least={BOUNDS.width[0]}
            most={BOUNDS.width[1]}
            onChange={(width) => change({ width: Math.round(width) })}
            onReset={() => change({ width: FRESH.side.width })}
          />
        </>
      )}
      <div className={styles.main}>
        <TabBar
          before={
            <Button
              size="small"
              type="text"
              icon={side.open ? <MenuFoldOutlined /> : <MenuUnfoldOutlined />}
              aria-label={fold}
              title={fold}
              onClick={() => change({ open: !side.open })}
            />
          }
          after={
            <>
              {session !== undefined && (
                <>
                  <Latency session={session} />
                  <SplitButtons session={session} />
                </>
              )}
              <FullScreen />
            </>
          }
        />
        <div className={styles.line} role="status">
          {lost && t('workbench.line_lost')}
        </div>
        <Sessions />
      </div>
    </>
  );
}
