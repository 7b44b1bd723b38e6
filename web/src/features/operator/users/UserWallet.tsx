import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Wallet } from '../../../api';
import { getUserWalletOptions } from '../../../api/@tanstack/react-query.gen';
import { Answer } from '../../../ui/Answer';
import { Figure, Figures } from '../../../ui/Facts';
import { duration, money } from '../../../ui/format';
import { useNow } from '../../../ui/ticking';
import { standing } from '../../wallet/standing';

/** Somebody's money as it stands this second. */
export function UserWallet({ id }: { id: string }) {
  const wallet = useQuery(getUserWalletOptions({ path: { user_id: id } }));
  return (
    <Answer query={wallet} loading={<Skeleton active paragraph={{ rows: 1 }} />}>
      {(data) => <Standing wallet={data} seenAt={wallet.dataUpdatedAt} />}
    </Answer>
  );
}

function Standing({ wallet, seenAt }: { wallet: Wallet; seenAt: number }) {
  const { t } = useTranslation();
  const now = useNow();
  const { available, burn, lastsMs, tone } = standing(wallet, seenAt, now);
  return (
    <Figures>
      <Figure
        name={t('users.available')}
        value={money(available)}
        note={lastsMs === null ? t('users.not_spending') : t('users.lasts', { time: duration(lastsMs) })}
        tone={tone === 'calm' || burn === 0 ? undefined : tone}
      />
      <Figure
        name={t('users.balance')}
        value={money(wallet.balance)}
        note={t('users.held', { amount: money(wallet.held) })}
      />
      <Figure
        name={t('users.burn')}
        value={burn === 0 ? t('users.no_burn') : t('common.per_hour', { amount: money(burn) })}
        note={t('users.owed', { amount: money(wallet.owed) })}
      />
    </Figures>
  );
}
