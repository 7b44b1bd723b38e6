import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import type { User } from '../../api';
import { useLiveEvents } from '../../app/live';
import { drawnFor, meQuery } from '../../app/session';
import { Expired } from '../identity/Expired';
import { ActingBar, leaveActing } from './ActingBar';
import styles from './Frame.module.css';
import { Header } from './Header';
import { BottomBar, SideBar } from './Navigation';

/** Everything around a page for somebody who is logged in. */
export function Frame({ user }: { user: User }) {
  const me = useQuery(meQuery);
  useLiveEvents(user.id);
  useEffect(() => {
    drawnFor(user.name);
    return () => drawnFor(null);
  }, [user.name]);
  const acted = useRef(false);
  useEffect(() => {
    if (!me.data) return;
    // Somebody else is asked for now: nothing of the one before may stay on the screen.
    if (me.data.id === user.id) acted.current = me.data.acting != null;
    else if (acted.current) leaveActing();
    else location.reload();
  }, [me.data, user.id]);
  const acting = me.data?.acting ?? null;
  // The workbench wants all the width there is.
  const slim = useLocation().pathname === '/workbench';
  return (
    <div className={`${styles.frame} ${acting === null ? '' : styles.acting} ${slim ? styles.slim : ''}`}>
      {acting !== null && <ActingBar name={user.name} acting={acting} />}
      <SideBar user={user} />
      <div className={styles.main}>
        <Header user={user} />
        <main id="content" className={styles.content}>
          <Outlet />
        </main>
      </div>
      <BottomBar user={user} />
      <Expired />
    </div>
  );
}
