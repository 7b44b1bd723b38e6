import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import { groupsOf, useNear } from '../../../ui/near';
import { ActButtons } from '../ActButtons';
import type { Instance } from '../model';
import { noteOf } from '../note';
import { NoteLine } from '../NoteLine';
import type { Share } from '../share';
import { Billing } from './Billing';
import { Disks } from './Disks';
import styles from './List.module.css';
import { Login } from './Login';
import { Name } from './Name';
import { Spec } from './Spec';
import { State } from './State';
import { Tools } from './Tools';

/** So many rows are built at once, of about this height each. */
const GROUP = 8;
const ROW_PIXELS = 97;

export interface ShownInstance {
  instance: Instance;
  share: Share | null;
  /** When it was fetched; zero where nothing of it grows. */
  seenAt: number;
}

/** Many instances side by side, for comparing; scrolls in its own frame where the window is too narrow. */
export function InstanceTable({ shown }: { shown: ShownInstance[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-rowcount={shown.length + 1}>
        <colgroup>
          {['name', 'state', 'spec', 'disks', 'billing', 'login', 'tools', 'acts'].map((name) => (
            <col key={name} className={styles[`col_${name}`]} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{t('instances.name')}</th>
            <th scope="col">{t('instances.state')}</th>
            <th scope="col">{t('instances.spec')}</th>
            <th scope="col">{t('instances.disks')}</th>
            <th scope="col">{t('instances.billing')}</th>
            <th scope="col">{t('instances.login')}</th>
            <th scope="col">{t('instances.tools')}</th>
            <th scope="col">{t('common.actions')}</th>
          </tr>
        </thead>
        {groupsOf(shown, GROUP).map(({ first, items }) => (
          <Group key={first} first={first} shown={items} />
        ))}
      </table>
    </div>
  );
}

/** A few rows that are built together when they come near the window. */
function Group({ first, shown }: { first: number; shown: ShownInstance[] }) {
  const { near, height, ref } = useNear<HTMLTableSectionElement>(first === 0);
  return (
    <tbody ref={ref}>
      {near ? (
        shown.map((one, place) => <Row key={one.instance.id} index={first + place + 2} {...one} />)
      ) : (
        <tr aria-hidden="true">
          <td colSpan={8} style={{ height: height ?? shown.length * ROW_PIXELS }} />
        </tr>
      )}
    </tbody>
  );
}

const Row = memo(function Row({ instance, share, seenAt, index }: ShownInstance & { index: number }) {
  const noted = noteOf(instance) !== null;
  return (
    <>
      <tr className={styles.row} aria-rowindex={index}>
        <th scope="row">
          <Name instance={instance} />
        </th>
        <td>
          <State instance={instance} />
        </td>
        <td>
          <Spec instance={instance} share={share} />
        </td>
        <td>
          <Disks instance={instance} />
        </td>
        <td>
          <Billing instance={instance} seenAt={seenAt} />
        </td>
        <td>
          <Login instance={instance} />
        </td>
        <td>
          <Tools instance={instance} />
        </td>
        <td>
          <ActButtons instance={instance} />
        </td>
      </tr>
      {noted && (
        <tr>
          <td colSpan={8} className={styles.noted}>
            <NoteLine instance={instance} />
          </td>
        </tr>
      )}
    </>
  );
});
