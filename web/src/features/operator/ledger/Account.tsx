import type { Side } from '../../../api';
import { UserLink } from '../users/UserLink';
import { accountWord } from './flow';
import styles from './Ledger.module.css';

/** One account: somebody's wallet, by its owner's name, or one of the platform's. */
export function Account({ side }: { side: Side }) {
  const word = accountWord(side);
  if (word !== null || side.user_id === null)
    return (
      <span className={styles.account} title={side.account}>
        {word}
      </span>
    );
  return <UserLink id={side.user_id} name={side.user_name} />;
}
