import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { InstanceOut } from '../../api';
import { CopyButton } from '../../ui/Copy';
import { money } from '../../ui/format';
import { ActButtons } from '../instances/ActButtons';
import { Cards, InstanceState } from '../instances/InstanceState';
import { Owed, Release } from '../instances/list/Billing';
import { usePassword } from '../instances/list/Login';
import { Elapsed, OperationProgress } from '../instances/OperationProgress';
import { NoteLine } from '../instances/NoteLine';
import { isUp, type Instance } from '../instances/model';
import { useOpenService } from '../instances/openService';
import styles from './InstanceRow.module.css';

interface InstanceRowProps {
  instance: InstanceOut;
  /** When it was fetched: what it owes grows from then on. */
  seenAt: number;
  /** Somebody takes a way in. */
  onConnect: () => void;
}

/** One instance in two lines: what it is and costs, and the ways in. */
export function InstanceRow({ instance, seenAt, onConnect }: InstanceRowProps) {
  const { t } = useTranslation();
  const { run, operation, release_at: releaseAt, mode } = instance;
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <InstanceState state={instance.state} />
        <Link to="/instances/$instanceId" params={{ instanceId: instance.id }} className={styles.name}>
          {instance.name}
        </Link>
        <span className="quiet">
          {mode === 'no_cards' ? (
            t('billing.no_cards')
          ) : (
            <Cards count={instance.count} model={instance.model} simulated={instance.simulated} />
          )}
        </span>
        <span className={styles.cost}>
          <span className="quiet num">
            {t('common.per_hour', { amount: money(run?.price_per_hour ?? instance.price_per_hour) })}
          </span>
          {run !== null && (
            <span className="num">
              <span className="quiet">{t('overview.this_run')}</span> <Owed run={run} seenAt={seenAt} />{' '}
              <span className="quiet small">
                <Elapsed since={run.started_at} />
              </span>
            </span>
          )}
        </span>
      </div>
      <NoteLine instance={instance} />
      <div className={styles.ways}>
        {operation !== null ? (
          <OperationProgress operation={operation} />
        ) : isUp(instance) ? (
          <WaysIn instance={instance} onConnect={onConnect} />
        ) : (
          releaseAt !== null && <Release at={releaseAt} />
        )}
        <span className={styles.acts}>
          <ActButtons instance={instance} />
        </span>
      </div>
    </li>
  );
}

/** A shell is one paste away: the command, the password, or JupyterLab in a tab. */
function WaysIn({ instance, onConnect }: { instance: Instance; onConnect: () => void }) {
  const { t } = useTranslation();
  const password = usePassword(instance.id);
  const open = useOpenService();
  const { command } = instance.ssh;

  function copied(text: string): Promise<string> {
    onConnect();
    return Promise.resolve(text);
  }

  return (
    <>
      <span className={styles.command}>
        <code title={command}>{command}</code>
        <CopyButton
          text={() => copied(command)}
          label={t('common.copy_what', { what: t('instances.login_command') })}
        />
      </span>
      <span className={styles.password}>
        <span className="quiet small">{t('instances.password_of_root')}</span>
        <CopyButton
          text={async () => copied(await password())}
          label={t('common.copy_what', { what: t('instances.password_of_root') })}
        />
      </span>
      <Button
        size="small"
        onClick={async () => {
          await open(instance.id);
          onConnect();
        }}
      >
        JupyterLab
      </Button>
    </>
  );
}
