import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';

import { changeCard, type CardView, type HostView } from '../../../api';
import { getAnyInstanceOptions } from '../../../api/@tanstack/react-query.gen';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { CopyText } from '../../../ui/Copy';
import { Facts } from '../../../ui/Facts';
import { gigabytes, time } from '../../../ui/format';
import { Tag } from '../../../ui/Status';
import { InstanceState, SimulatedTag } from '../../instances/InstanceState';
import styles from './CardDrawer.module.css';
import { faultWords } from './faults';
import { cardState, isBroken } from './hosts';

/** One card: what it is, who has it, what is wrong with it, and whether it may be rented. */
export function CardDrawer({ card, host, onClose }: { card: CardView; host: HostView; onClose: () => void }) {
  const { t } = useTranslation();
  const state = cardState(card);
  return (
    <Drawer
      open
      title={t('hosts.card_title', { model: card.model, host: host.name })}
      onClose={onClose}
      extra={<CordonButton card={card} />}
    >
      <div className={styles.body}>
        {isBroken(card) && <Trouble card={card} />}
        {card.cordoned && <p className={styles.attention}>{t('hosts.cordoned_lead')}</p>}
        <Facts
          items={[
            [t('hosts.state'), <StateWords key="state" card={card} />],
            [
              t('hosts.holder'),
              state === 'rented' ? <Holder key="holder" id={card.instance_id ?? ''} /> : null,
            ],
            [t('hosts.memory'), gigabytes(card.memory_gb)],
            [t('hosts.driver'), card.driver_version],
            [t('hosts.cuda'), card.cuda_version],
            [t('hosts.address'), card.pci_address === '' ? null : <code key="pci">{card.pci_address}</code>],
            [
              t('hosts.uuid'),
              <CopyText key="uuid" text={card.uuid} label={t('common.copy_what', { what: 'UUID' })} wrap />,
            ],
          ]}
        />
      </div>
    </Drawer>
  );
}

function StateWords({ card }: { card: CardView }) {
  const { t } = useTranslation();
  return (
    <span className={styles.words}>
      {t(`hosts.card.${cardState(card)}`)}
      {card.cordoned && cardState(card) === 'rented' && (
        <Tag tone="attention">{t('hosts.card.cordoned')}</Tag>
      )}
      {card.simulated && <SimulatedTag />}
    </span>
  );
}

function Trouble({ card }: { card: CardView }) {
  const { t } = useTranslation();
  const since = card.missing_since;
  return (
    <div className={styles.failed}>
      <p className={styles.fault}>
        {card.fault === null ? t('hosts.faults.card_gone') : faultWords(card.fault)}
      </p>
      <p>
        {t('hosts.fault_lead')} {since !== null && t('hosts.missing_since', { time: time(since) })}
      </p>
    </div>
  );
}

/** The instance that has the card, and its renter. */
function Holder({ id }: { id: string }) {
  const { t } = useTranslation();
  const instance = useQuery(getAnyInstanceOptions({ path: { instance_id: id } }));
  return (
    <span className={styles.words}>
      <Link to="/operator/instances" search={{ instance: id }}>
        {instance.data?.name ?? id}
      </Link>
      {instance.data && (
        <>
          <InstanceState state={instance.data.state} />
          <span className="quiet">{t('hosts.of_user', { name: instance.data.user_name })}</span>
        </>
      )}
    </span>
  );
}

function CordonButton({ card }: { card: CardView }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const act = useAct();

  async function change(cordoned: boolean) {
    await act(
      () => changeCard({ path: { card_id: card.id }, body: { cordoned }, throwOnError: true }),
      t(cordoned ? 'hosts.cordon_done' : 'hosts.uncordon_done'),
    );
    await refresh('listHosts', 'getOverview');
  }

  if (card.cordoned) return <Button onClick={() => change(false)}>{t('hosts.uncordon')}</Button>;
  return (
    <Button
      onClick={() =>
        void modal.confirm({
          title: t('hosts.cordon_ask'),
          content: t(card.instance_id === null ? 'hosts.cordon_lead' : 'hosts.cordon_lead_rented'),
          okText: t('hosts.cordon'),
          onOk: () => change(true),
        })
      }
    >
      {t('hosts.cordon')}
    </Button>
  );
}
