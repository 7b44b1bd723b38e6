import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AdminInstanceOut } from '../../../api';
import { ACTS, whyNot, type OperatorAct } from './acts';
import { ActDialog } from './ActDialog';
import styles from './Everything.module.css';

/** Power and release in the operator's name; what is not possible now says why. */
export function InstanceActs({ instance }: { instance: AdminInstanceOut }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<OperatorAct | null>(null);
  return (
    <div className={styles.acts}>
      {ACTS.map((act) => {
        const why = whyNot(instance, act);
        return (
          <Tooltip key={act} title={why === null ? '' : t(`operations.why.${why}`)}>
            <Button danger={act === 'release'} disabled={why !== null} onClick={() => setAsking(act)}>
              {t(`operations.act.${act}`)}
            </Button>
          </Tooltip>
        );
      })}
      {asking !== null && <ActDialog instance={instance} act={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}
