import { memo } from 'react';
import { useTranslation } from 'react-i18next';

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
      <table className={styles.table}>
        <colgroup>
          {['name', 'state', 'spec', 'disks', 'billing', 'login', 'tools', 'acts'].map((name) => (
            <col key={name} className={styles[`col_${name}`]} />
          ))}
        </colgroup>
        <thead>
          <tr>
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
        {shown.map((one) => (
          <Row key={one.instance.id} {...one} />
        ))}
      </table>
    </div>
  );
}

const Row = memo(function Row({ instance, share, seenAt }: ShownInstance) {
  const noted = noteOf(instance) !== null;
  return (
    <tbody className={styles.row}>
      <tr>
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
    </tbody>
  );
});
