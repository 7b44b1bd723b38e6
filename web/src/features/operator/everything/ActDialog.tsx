import { Form, Input, Radio, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import {
  releaseAnyInstance,
  startAnyInstance,
  stopAnyInstance,
  type AdminInstanceOut,
  type ChangedOut,
} from '../../../api';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { ConfirmByName } from '../../../ui/ConfirmByName';
import { gigabytes } from '../../../ui/format';
import type { OperatorAct } from './acts';
import styles from './Everything.module.css';

interface ActDialogProps {
  instance: AdminInstanceOut;
  act: OperatorAct;
  onClose: () => void;
}

interface Chosen {
  cards: boolean;
  reason: string;
}

/** Asks for an act upon somebody else's instance by its name; says what it does to them and that they are told. */
export function ActDialog({ instance, act, onClose }: ActDialogProps) {
  const { t } = useTranslation();
  const doing = useAct();
  const [chosen, setChosen] = useState<Chosen>({ cards: true, reason: '' });
  const { name, user_name: user } = instance;

  async function confirm() {
    await doing(() => send(instance, act, chosen), t(`operations.done.${act}`, { name }));
    await refresh(
      'listAllInstances',
      'getAnyInstance',
      'listAllOperations',
      'listAudit',
      'getOverview',
      'listHosts',
      'listUsers',
      'getUser',
    );
  }

  return (
    <ConfirmByName
      title={t(`operations.ask.${act}`, { name, user })}
      name={name}
      act={t(`operations.act.${act}`)}
      ready={act !== 'release' || chosen.reason.trim() !== ''}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Consequences instance={instance} act={act} />
      {act === 'start' && (
        <Radio.Group
          value={chosen.cards}
          onChange={(event) => setChosen({ ...chosen, cards: event.target.value === true })}
        >
          <Space orientation="vertical">
            <Radio value={true}>
              {t('operations.with_cards', { count: instance.count, model: instance.model })}
            </Radio>
            <Radio value={false}>{t('operations.without_cards')}</Radio>
          </Space>
        </Radio.Group>
      )}
      {act === 'release' && (
        <Form layout="vertical">
          <Form.Item
            label={t('operations.release_reason')}
            htmlFor="release-reason"
            extra={t('operations.reason_hint', { user })}
          >
            <Input
              id="release-reason"
              maxLength={200}
              value={chosen.reason}
              placeholder={t('operations.reason_example')}
              onChange={(event) => setChosen({ ...chosen, reason: event.target.value })}
            />
          </Form.Item>
        </Form>
      )}
    </ConfirmByName>
  );
}

function send(
  { id, name }: AdminInstanceOut,
  act: OperatorAct,
  { cards, reason }: Chosen,
): Promise<ChangedOut> {
  const wanted = { path: { instance_id: id }, throwOnError: true } as const;
  switch (act) {
    case 'start':
      return startAnyInstance({ ...wanted, body: { cards } });
    case 'stop':
    case 'force_stop':
      return stopAnyInstance({ ...wanted, body: { force: act === 'force_stop' } });
    case 'release':
      return releaseAnyInstance({ ...wanted, body: { confirm: name, reason: reason.trim() } });
  }
}

/** What it does to the renter, one thing each. */
function Consequences({ instance, act }: { instance: AdminInstanceOut; act: OperatorAct }) {
  const { t } = useTranslation();
  const facts = {
    user: instance.user_name,
    system: gigabytes(instance.system_disk_gb),
    data: gigabytes(instance.data_disk_gb),
  };
  return (
    <ul className={styles.points}>
      <li>{t(`operations.effect.${act}.first`, facts)}</li>
      <li>{t(`operations.effect.${act}.second`, facts)}</li>
      <li>{t(`operations.effect.${act}.told`, facts)}</li>
    </ul>
  );
}
