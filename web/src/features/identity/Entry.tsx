import { Skeleton } from 'antd';
import type { ReactNode } from 'react';

import { useTitle } from '../../ui/Page';
import { PublicBar } from '../frame/PublicBar';
import styles from './Entry.module.css';

interface EntryProps {
  title: string;
  lead?: ReactNode;
  /** The other way in, under the card. */
  below: ReactNode;
  children: ReactNode;
}

/** One card in the middle of an otherwise empty page: the way in. */
export function Entry({ title, lead, below, children }: EntryProps) {
  useTitle(title);
  return (
    <div className={styles.page}>
      <PublicBar />
      <main className={styles.main}>
        <section className={styles.card}>
          <div className={styles.head}>
            <h1 className={styles.title}>{title}</h1>
            {lead !== undefined && <p className={styles.lead}>{lead}</p>}
          </div>
          {children}
        </section>
        <div className={styles.below}>{below}</div>
      </main>
    </div>
  );
}

/** Stands where the form will, until it is known what may be asked. */
export function EntryWaiting() {
  return <Skeleton active title={false} paragraph={{ rows: 6 }} />;
}
