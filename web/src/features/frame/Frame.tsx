import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

import type { User } from '../../api';
import { useLiveEvents } from '../../app/live';
import { drawnFor, meQuery } from '../../app/session';
import { Expired } from '../identity/Expired';
import styles from './Frame.module.css';
import { Header } from './Header';
import { BottomBar, SideBar } from './Navigation';

/** Everything around a page for somebody who is logged in. */
export function Frame({ user }: { user: User }) {
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  useLiveEvents(user.id);
  useEffect(() => {
    drawnFor(user.name);
    return () => drawnFor(null);
  }, [user.name]);
  useEffect(() => {
    // Somebody else logged in meanwhile: nothing of the one before may stay on the screen.
    if (me.data && me.data.id !== user.id) globalThis.location.reload();
  }, [me.data, user.id, navigate]);
  return (
    <div className={styles.frame}>
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
