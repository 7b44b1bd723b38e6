import { ApiOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { MadeToken, Me, Token } from '../../api';
import { revokeToken } from '../../api';
import { listTokensOptions } from '../../api/@tanstack/react-query.gen';
import { refresh } from '../../app/queries';
import { useAct } from '../../ui/act';
import { Ago } from '../../ui/Ago';
import { Answer, Empty } from '../../ui/Answer';
import { ConfirmByName } from '../../ui/ConfirmByName';
import { Panel } from '../../ui/Page';
import { Tag } from '../../ui/Status';
import { MakeToken } from './MakeToken';
import { Row, RowsLead } from './Rows';
import { ShowToken } from './ShowToken';

/** The ways in for programs: made with as few rights as they need, shown once, revoked by name. */
export function Tokens({ me, fixed }: { me: Me; fixed: boolean }) {
  const { t } = useTranslation();
  const tokens = useQuery(listTokensOptions());
  const [making, setMaking] = useState(false);
  // The secret lives in this dialog's state and nowhere else; closing it forgets it.
  const [made, setMade] = useState<MadeToken | null>(null);
  const make = !fixed && (
    <Button icon={<PlusOutlined />} type="primary" onClick={() => setMaking(true)}>
      {t('account.token_make')}
    </Button>
  );
  return (
    <Panel title={t('account.tab_tokens')} extra={make} flush>
      <RowsLead>{t('account.tokens_lead')}</RowsLead>
      <Answer query={tokens}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('account.no_tokens')}>{t('account.no_tokens_lead')}</Empty>
          ) : (
            <ul>
              {list.map((token) => (
                <TokenRow key={token.id} token={token} fixed={fixed} />
              ))}
            </ul>
          )
        }
      </Answer>
      {making && (
        <MakeToken
          role={me.role}
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false);
            setMade(token);
          }}
        />
      )}
      {made !== null && <ShowToken token={made} onClose={() => setMade(null)} />}
    </Panel>
  );
}

function TokenRow({ token, fixed }: { token: Token; fixed: boolean }) {
  const { t } = useTranslation();
  const act = useAct();
  const [revoking, setRevoking] = useState(false);

  async function revoke() {
    await act(
      () => revokeToken({ path: { token_id: token.id }, throwOnError: true }),
      t('account.token_revoked'),
    );
    await refresh('listTokens');
  }

  return (
    <>
      <Row
        icon={<ApiOutlined />}
        name={
          <>
            {token.name}
            {token.scopes.map((scope) => (
              <Tag key={scope} title={t(`account.scope_${scope}_how`)}>
                {t(`account.scope_${scope}`)}
              </Tag>
            ))}
          </>
        }
        facts={
          <>
            <span>
              {t('account.token_used')}{' '}
              {token.last_used_at === null ? t('account.token_unused') : <Ago moment={token.last_used_at} />}
            </span>
            <span>
              {t('account.token_created')} <Ago moment={token.created_at} />
            </span>
          </>
        }
        act={
          !fixed && (
            <Button
              aria-label={t('account.token_revoke_what', { name: token.name })}
              onClick={() => setRevoking(true)}
            >
              {t('account.token_revoke')}
            </Button>
          )
        }
      />
      {revoking && (
        <ConfirmByName
          title={t('account.token_revoke_title', { name: token.name })}
          name={token.name}
          act={t('account.token_revoke')}
          onConfirm={revoke}
          onClose={() => setRevoking(false)}
        >
          {t('account.token_revoke_lead')}
        </ConfirmByName>
      )}
    </>
  );
}
