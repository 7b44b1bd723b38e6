import {
  AppstoreOutlined,
  AuditOutlined,
  BookOutlined,
  CloudServerOutlined,
  CodeOutlined,
  ControlOutlined,
  DashboardOutlined,
  DesktopOutlined,
  GiftOutlined,
  HddOutlined,
  MenuOutlined,
  ShopOutlined,
  TeamOutlined,
  UserOutlined,
  WalletOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { Badge, Drawer } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { User } from '../../api';
import { listInstancesOptions } from '../../api/@tanstack/react-query.gen';
import { Brand } from './Brand';
import styles from './Frame.module.css';

type Path =
  | '/overview'
  | '/market'
  | '/instances'
  | '/images'
  | '/workbench'
  | '/billing'
  | '/account'
  | `/operator${'' | '/hosts' | '/images' | '/users' | '/codes' | '/instances' | '/ledger' | '/audit' | '/settings'}`;

interface Room {
  to: Path;
  icon: ReactNode;
  label: string;
}

function useRooms(): { renter: Room[]; operator: Room[] } {
  const { t } = useTranslation();
  return {
    renter: [
      { to: '/overview', icon: <DashboardOutlined />, label: t('frame.overview') },
      { to: '/market', icon: <ShopOutlined />, label: t('frame.market') },
      { to: '/instances', icon: <DesktopOutlined />, label: t('frame.instances') },
      { to: '/images', icon: <AppstoreOutlined />, label: t('frame.images') },
      { to: '/workbench', icon: <CodeOutlined />, label: t('frame.workbench') },
      { to: '/billing', icon: <WalletOutlined />, label: t('frame.billing') },
      { to: '/account', icon: <UserOutlined />, label: t('frame.account') },
    ],
    operator: [
      { to: '/operator', icon: <DashboardOutlined />, label: t('frame.operator_overview') },
      { to: '/operator/hosts', icon: <CloudServerOutlined />, label: t('frame.operator_hosts') },
      { to: '/operator/images', icon: <AppstoreOutlined />, label: t('frame.operator_images') },
      { to: '/operator/users', icon: <TeamOutlined />, label: t('frame.operator_users') },
      { to: '/operator/codes', icon: <GiftOutlined />, label: t('frame.operator_codes') },
      { to: '/operator/instances', icon: <HddOutlined />, label: t('frame.operator_instances') },
      { to: '/operator/ledger', icon: <BookOutlined />, label: t('frame.operator_ledger') },
      { to: '/operator/audit', icon: <AuditOutlined />, label: t('frame.operator_audit') },
      { to: '/operator/settings', icon: <ControlOutlined />, label: t('frame.operator_settings') },
    ],
  };
}

function useRunning(): number {
  const instances = useQuery(listInstancesOptions());
  return (instances.data ?? []).filter((one) => one.state === 'running').length;
}

function RoomLink({ room, running, onClick }: { room: Room; running: number; onClick?: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const exact = room.to === '/operator';
  const here = exact ? pathname === room.to : pathname === room.to || pathname.startsWith(`${room.to}/`);
  return (
    <Link
      to={room.to}
      className={`${styles.room} ${here ? styles.here : ''}`}
      // Where the bar is slim there is room for the picture alone.
      title={room.label}
      aria-current={here ? 'page' : undefined}
      onClick={onClick}
    >
      <span aria-hidden="true">{room.icon}</span>
      <span className={styles.roomLabel}>{room.label}</span>
      {room.to === '/instances' && running > 0 && (
        <Badge
          count={running}
          color="var(--running)"
          size="small"
          className={styles.running}
          title={t('frame.running', { count: running })}
        />
      )}
    </Link>
  );
}

export function SideBar({ user }: { user: User }) {
  const { t } = useTranslation();
  const rooms = useRooms();
  const running = useRunning();
  return (
    <nav className={styles.side} aria-label={t('frame.navigation')}>
      <Brand to="/overview" className={styles.brand} />
      {rooms.renter.map((room) => (
        <RoomLink key={room.to} room={room} running={running} />
      ))}
      {user.role === 'operator' && (
        <>
          <div className={styles.divider}>{t('frame.operations')}</div>
          {rooms.operator.map((room) => (
            <RoomLink key={room.to} room={room} running={0} />
          ))}
        </>
      )}
    </nav>
  );
}

// Pixels of the sheet's head with its margins, and of one of its rows of two rooms.
const SHEET_HEAD = 112;
const SHEET_ROW = 42;

/** The five places one needs on a phone; the fifth opens everything else. */
export function BottomBar({ user }: { user: User }) {
  const { t } = useTranslation();
  const rooms = useRooms();
  const running = useRunning();
  const [open, setOpen] = useState(false);
  const [overview, market, instances, images, workbench, billing, account] = rooms.renter;
  const first = [overview, market, instances, billing].filter((room) => room !== undefined);
  const rest = [workbench, images, account, ...(user.role === 'operator' ? rooms.operator : [])].filter(
    (room) => room !== undefined,
  );
  return (
    <nav className={styles.bottom} aria-label={t('frame.navigation')}>
      {first.map((room) => (
        <RoomLink key={room.to} room={room} running={running} />
      ))}
      <button type="button" className={styles.room} aria-expanded={open} onClick={() => setOpen(true)}>
        <span aria-hidden="true">
          <MenuOutlined />
        </span>
        <span className={styles.roomLabel}>{t('frame.more')}</span>
      </button>
      <Drawer
        open={open}
        placement="bottom"
        size={SHEET_HEAD + Math.ceil(rest.length / 2) * SHEET_ROW}
        title={t('frame.more')}
        onClose={() => setOpen(false)}
      >
        <div className={styles.sheet}>
          {rest.map((room) => (
            <RoomLink key={room.to} room={room} running={0} onClick={() => setOpen(false)} />
          ))}
        </div>
      </Drawer>
    </nav>
  );
}
