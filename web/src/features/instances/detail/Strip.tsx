import { useTranslation } from 'react-i18next';

import { Billing } from '../list/Billing';
import { Disks } from '../list/Disks';
import { Spec } from '../list/Spec';
import { State } from '../list/State';
import type { Instance } from '../model';
import { NoteLine } from '../NoteLine';
import type { Share } from '../share';
import styles from './Strip.module.css';

interface StripProps {
  instance: Instance;
  share: Share | null;
  seenAt: number;
}

/** How the instance stands, at the head of its page: the same cells as in the list, side by side. */
export function Strip({ instance, share, seenAt }: StripProps) {
  const { t } = useTranslation();
  return (
    <>
      <dl className={styles.strip}>
        <div>
          <dt>{t('instances.state')}</dt>
          <dd>
            <State instance={instance} />
          </dd>
        </div>
        <div>
          <dt>{t('instances.spec')}</dt>
          <dd>
            <Spec instance={instance} share={share} />
          </dd>
        </div>
        <div>
          <dt>{t('instances.disks')}</dt>
          <dd>
            <Disks instance={instance} />
          </dd>
        </div>
        <div>
          <dt>{t('instances.billing')}</dt>
          <dd>
            <Billing instance={instance} seenAt={seenAt} />
          </dd>
        </div>
      </dl>
      <NoteLine instance={instance} />
    </>
  );
}
