import { RunsDry } from '../wallet/RunsDry';
import { Spending } from '../wallet/Spending';
import { ExpiringPanel } from './ExpiringPanel';
import { FirstStepsPanel } from './FirstStepsPanel';
import { InstancesPanel } from './InstancesPanel';
import { MarketPanel } from './MarketPanel';
import { MoneyPanel } from './MoneyPanel';
import { NewestNotices } from './NewestNotices';
import styles from './Overview.module.css';
import { useFirstSteps } from './useFirstSteps';

/** Everything that somebody wants to know on arriving, and the shortest way to a shell. */
export function Overview() {
  const { steps, connected, dismiss } = useFirstSteps();
  return (
    <>
      {/* A new account has no money yet, and is told so by its first step. */}
      {steps === null ? <RunsDry lastHourOnly /> : <FirstStepsPanel steps={steps} onDismiss={dismiss} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          <MoneyPanel />
          <InstancesPanel onConnect={connected} />
          <MarketPanel className={styles.market} />
        </div>
        <div className={styles.column}>
          <Spending className={styles.spending} />
          <ExpiringPanel />
          <NewestNotices />
        </div>
      </div>
    </>
  );
}
