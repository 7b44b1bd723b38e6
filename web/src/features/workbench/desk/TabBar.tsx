import { CloseOutlined, DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { SessionOut } from '../api';
import { reordered, stepped } from './layout';
import { SessionDot } from './SessionDot';
import styles from './TabBar.module.css';
import { useClosing } from './useClosing';
import { useDesk, useDeskParts } from './useDesk';

/** One tab for each session: dragged into another order, closed with the cross or the middle button. */
export function TabBar({ before, after }: { before?: ReactNode; after?: ReactNode }) {
  const { t } = useTranslation();
  const { store } = useDeskParts();
  const tabs = useDesk((state) => state.layout.tabs);
  const sessions = useDesk((state) => state.sessions);
  const active = useDesk((state) => state.layout.active);
  const [dragged, setDragged] = useState<string | null>(null);
  const close = useClosing();
  const known = tabs.map((tab) => sessions[tab.session]).filter((one) => one !== undefined);
  const show = (id: string) => store.arrange((layout) => ({ ...layout, active: id }));

  return (
    <div className={styles.bar}>
      {before}
      <ul className={styles.tabs} aria-label={t('workbench.sessions')}>
        {known.map((session) => (
          <Tab
            key={session.id}
            session={session}
            here={session.id === active}
            dragged={session.id === dragged}
            onShow={() => show(session.id)}
            onClose={() => void close(session.id)}
            onStep={(steps) => store.arrange((layout) => stepped(layout, steps))}
            onDrag={setDragged}
            onOver={() => {
              if (dragged !== null) store.arrange((layout) => reordered(layout, dragged, session.id));
            }}
          />
        ))}
      </ul>
      {known.length > 1 && (
        <Dropdown
          trigger={['click']}
          menu={{
            selectedKeys: active === null ? [] : [active],
            items: known.map((session) => ({
              key: session.id,
              icon: <SessionDot state={session.state} />,
              label: session.title,
            })),
            onClick: ({ key }) => show(key),
          }}
        >
          <Button type="text" size="small" icon={<DownOutlined />} aria-label={t('workbench.all_sessions')} />
        </Dropdown>
      )}
      <span className={styles.space} />
      {after}
    </div>
  );
}

interface TabProps {
  session: SessionOut;
  here: boolean;
  dragged: boolean;
  onShow: () => void;
  onClose: () => void;
  onStep: (steps: number) => void;
  onDrag: (id: string | null) => void;
  onOver: () => void;
}

function Tab({ session, here, dragged, onShow, onClose, onStep, onDrag, onOver }: TabProps) {
  const { t } = useTranslation();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here]);
  return (
    // The mouse's own ways to move and to close a tab; the buttons in it do the same for everybody.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      ref={item}
      className={`${styles.tab} ${here ? styles.here : ''} ${dragged ? styles.dragged : ''}`}
      draggable
      title={`${session.title} · ${session.target}`}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', session.title);
        onDrag(session.id);
      }}
      onDragEnd={() => onDrag(null)}
      onDragEnter={onOver}
      onDragOver={(event) => event.preventDefault()}
      onAuxClick={(event) => {
        if (event.button === 1) onClose();
      }}
      onMouseDown={(event) => {
        // The middle button would start to scroll instead of closing.
        if (event.button === 1) event.preventDefault();
      }}
    >
      <button
        type="button"
        className={styles.name}
        aria-current={here ? 'true' : undefined}
        onClick={onShow}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') onStep(1);
          if (event.key === 'ArrowLeft') onStep(-1);
          if (event.key === 'Delete') onClose();
        }}
      >
        <SessionDot state={session.state} />
        <span className={styles.title}>{session.title}</span>
      </button>
      <button
        type="button"
        className={styles.close}
        aria-label={t('workbench.close_tab', { name: session.title })}
        onClick={onClose}
      >
        <CloseOutlined aria-hidden="true" />
      </button>
    </li>
  );
}
