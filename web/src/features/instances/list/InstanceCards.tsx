import { memo } from 'react';

import { groupsOf, useNear } from '../../../ui/near';
import { ActButtons } from '../ActButtons';
import { isUp } from '../model';
import { NoteLine } from '../NoteLine';
import { Billing } from './Billing';
import { Disks } from './Disks';
import type { ShownInstance } from './InstanceTable';
import styles from './Cards.module.css';
import { Login } from './Login';
import { Name } from './Name';
import { Spec } from './Spec';
import { State } from './State';
import { Tools } from './Tools';

/** So many cards are built at once; rows of one, two, three or four of them come out even. */
const GROUP = 12;
const CARD_PIXELS = 300;

/** The same facts and acts where a table has no room: one card for each instance, its acts at the thumb. */
export function InstanceCards({ shown }: { shown: ShownInstance[] }) {
  return (
    <div className={styles.groups}>
      {groupsOf(shown, GROUP).map(({ first, items }) => (
        <Group key={first} first={first} shown={items} />
      ))}
    </div>
  );
}

function Group({ first, shown }: { first: number; shown: ShownInstance[] }) {
  const { near, height, ref } = useNear<HTMLUListElement>(first === 0);
  if (!near) return <ul ref={ref} style={{ height: height ?? shown.length * CARD_PIXELS }} />;
  return (
    <ul ref={ref} className={styles.cards}>
      {shown.map((one) => (
        <Card key={one.instance.id} {...one} />
      ))}
    </ul>
  );
}

const Card = memo(function Card({ instance, share, seenAt }: ShownInstance) {
  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <Name instance={instance} />
        <State instance={instance} />
      </div>
      <NoteLine instance={instance} />
      <div className={styles.facts}>
        <Spec instance={instance} share={share} />
        <Billing instance={instance} seenAt={seenAt} />
      </div>
      <div className={styles.disks}>
        <Disks instance={instance} />
      </div>
      {isUp(instance) && <Login instance={instance} />}
      <div className={styles.foot}>
        <Tools instance={instance} />
        <ActButtons instance={instance} />
      </div>
    </li>
  );
});
