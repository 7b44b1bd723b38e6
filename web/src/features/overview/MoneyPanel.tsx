import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { Answer } from '../../ui/Answer';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Page';
import { Available } from '../wallet/FundsPanel';
import { useStanding } from '../wallet/useStanding';
import styles from './Overview.module.css';

/** The one number that matters, how fast it falls and when it is gone. */
export function MoneyPanel() {
  const { t } = useTranslation();
  const stands = useStanding();
  return (
    <Panel className={styles.money}>
      <div className={styles.funds}>
        <Answer
          query={stands}
          loading={<Skeleton active title={false} paragraph={{ rows: 3 }} className={styles.fundsLoading} />}
        >
          {(data) => <Available stands={data} />}
        </Answer>
        <div className={styles.buttons}>
          <LinkButton to="/billing" hash="redeem">
            {t('billing.dry.top_up')}
          </LinkButton>
          <LinkButton to="/billing" search={{ tab: 'statement' }} type="text">
            {t('billing.tabs.statement')}
          </LinkButton>
          <LinkButton to="/billing" search={{ tab: 'forecast' }} type="text">
            {t('billing.tabs.forecast')}
          </LinkButton>
        </div>
      </div>
    </Panel>
  );
}
