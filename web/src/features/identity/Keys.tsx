import { KeyOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Key } from '../../api';
import { removeKey } from '../../api';
import { listKeysOptions } from '../../api/@tanstack/react-query.gen';
import { refresh } from '../../app/queries';
import { useAct } from '../../ui/act';
import { Ago } from '../../ui/Ago';
import { Answer, Empty } from '../../ui/Answer';
import { CopyBlock, CopyText } from '../../ui/Copy';
import { Panel } from '../../ui/Page';
import { Tag } from '../../ui/Status';
import { AddKey } from './AddKey';
import { typeName } from './keys';
import { HowTo, Row, RowsLead } from './Rows';

/** The SSH keys that are let into every instance of the account; `fixed` where nothing may be changed. */
export function Keys({ fixed }: { fixed: boolean }) {
  const { t } = useTranslation();
  const keys = useQuery(listKeysOptions());
  const [adding, setAdding] = useState(false);
  const add = !fixed && (
    <Button icon={<PlusOutlined />} type="primary" onClick={() => setAdding(true)}>
      {t('account.key_add')}
    </Button>
  );
  return (
    <Panel title={t('account.tab_keys')} extra={add} flush>
      <RowsLead>{t('account.keys_lead')}</RowsLead>
      <Answer query={keys}>
        {(list) =>
          list.length === 0 ? (
            <NoKeys />
          ) : (
            <ul>
              {list.map((key) => (
                <KeyRow key={key.id} sshKey={key} fixed={fixed} />
              ))}
            </ul>
          )
        }
      </Answer>
      {adding && <AddKey onClose={() => setAdding(false)} />}
    </Panel>
  );
}

const MAKE_A_KEY = 'ssh-keygen -t ed25519\ncat ~/.ssh/id_ed25519.pub';

function NoKeys() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('account.no_keys')}
      action={
        <HowTo lead={t('account.no_keys_make')}>
          <CopyBlock text={MAKE_A_KEY} label={t('account.copy_commands')} />
        </HowTo>
      }
    >
      {t('account.no_keys_lead')}
    </Empty>
  );
}

function KeyRow({ sshKey, fixed }: { sshKey: Key; fixed: boolean }) {
  const { t } = useTranslation();
  const act = useAct();
  const { modal } = App.useApp();

  function ask() {
    modal.confirm({
      title: t('account.key_remove_title', { name: sshKey.name }),
      content: t('account.key_remove_lead'),
      okText: t('account.key_remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        await act(
          () => removeKey({ path: { key_id: sshKey.id }, throwOnError: true }),
          t('account.key_removed'),
        );
        await refresh('listKeys');
      },
    });
  }

  return (
    <Row
      icon={<KeyOutlined />}
      name={
        <>
          {sshKey.name}
          <Tag>{typeName(sshKey.public_key.split(' ')[0] ?? '')}</Tag>
        </>
      }
      facts={
        <>
          <CopyText text={sshKey.fingerprint} label={t('account.fingerprint_copy')} wrap />
          <span>
            {t('account.key_created')} <Ago moment={sshKey.created_at} />
          </span>
        </>
      }
      act={
        !fixed && (
          <Button aria-label={t('account.key_remove_what', { name: sshKey.name })} onClick={ask}>
            {t('account.key_remove')}
          </Button>
        )
      }
    />
  );
}
