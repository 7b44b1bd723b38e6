import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changeHost, type HostView } from '../../../api';
import { listAllInstancesOptions } from '../../../api/@tanstack/react-query.gen';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { HostEdit } from './HostEdit';
import styles from './HostActs.module.css';
import { obstacleOf, type Rules } from './hosts';

/** As many of each state as are counted one by one; above that it says "more than". */
const COUNTED = 200;

/** Every state but released; the first one is what is up. */
const ALIVE = [
  'running',
  'creating',
  'starting',
  'restarting',
  'stopping',
  'stopped',
  'releasing',
  'failed',
] as const;

type Wanted = HostView['state'];
type Asking = Wanted | 'edit' | null;

const ACTS: Record<Wanted, Wanted[]> = {
  closed: ['open'],
  open: ['draining', 'closed'],
  draining: ['open', 'closed'],
};

export function HostActs({ host, rules }: { host: HostView; rules: Rules }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  return (
    <>
      {ACTS[host.state].map((wanted) => (
        <Button key={wanted} size="small" onClick={() => setAsking(wanted)}>
          {t(`hosts.act.${wanted}`)}
        </Button>
      ))}
      <Button
        size="small"
        aria-label={t('hosts.edit_what', { host: host.name })}
        onClick={() => setAsking('edit')}
      >
        {t('hosts.edit')}
      </Button>
      {asking === 'edit' && <HostEdit host={host} onClose={close} />}
      {asking !== null && asking !== 'edit' && (
        <StateDialog host={host} wanted={asking} rules={rules} onClose={close} />
      )}
    </>
  );
}

/** Says what happens to what is here before it is asked for. */
function StateDialog({
  host,
  wanted,
  rules,
  onClose,
}: {
  host: HostView;
  wanted: Wanted;
  rules: Rules;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const act = useAct();
  const [busy, setBusy] = useState(false);

  async function confirm() {
    setBusy(true);
    try {
      await act(
        () => changeHost({ path: { host_id: host.id }, body: { state: wanted }, throwOnError: true }),
        t(`hosts.act_done.${wanted}`, { host: host.name }),
      );
      await refresh('listHosts', 'getOverview', 'listOffers', 'listModels');
      onClose();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t(`hosts.act_ask.${wanted}`, { host: host.name })}
      okText={t(`hosts.act.${wanted}`)}
      confirmLoading={busy}
      onOk={confirm}
      onCancel={onClose}
    >
      <div className={styles.dialog}>
        <p>{t(`hosts.act_lead.${wanted}`)}</p>
        {wanted === 'open' ? <Opening host={host} rules={rules} /> : <StillHere host={host} />}
      </div>
    </Modal>
  );
}

/** What keeps it off the market even when it is open. */
function Opening({ host, rules }: { host: HostView; rules: Rules }) {
  const { t } = useTranslation();
  const obstacle = obstacleOf(host, rules);
  const unpriced = [...new Set(host.cards.map((card) => card.model))].filter(
    (model) => rules.priced?.has(model) === false,
  );
  if (obstacle !== null && obstacle !== 'no_price')
    return (
      <p className={styles.warning}>{t(`hosts.obstacle.${obstacle}`, { percent: rules.poolReserve ?? 0 })}</p>
    );
  if (unpriced.length === 0) return null;
  return (
    <p className={styles.warning}>
      {t('hosts.opening_unpriced', { models: unpriced.join(t('common.list_comma')) })}
    </p>
  );
}

/** How many instances live on the host now; they stay until their renters leave. */
function StillHere({ host }: { host: HostView }) {
  const { t } = useTranslation();
  // The list of everything would begin with what was released long ago, so each living state is asked for.
  const answers = useQueries({
    queries: ALIVE.map((state) =>
      listAllInstancesOptions({ query: { host_id: host.id, state, limit: COUNTED } }),
    ),
  });
  const pages = answers.map((answer) => answer.data).filter((page) => page !== undefined);
  if (answers.some((answer) => answer.isError)) return null;
  if (pages.length < ALIVE.length) return <p className="quiet">{t('hosts.counting')}</p>;
  const here = pages.reduce((sum, page) => sum + page.items.length, 0);
  if (here === 0) return <p>{t('hosts.still_none')}</p>;
  const isMore = pages.some((page) => page.next !== null);
  return (
    <p>
      {t('hosts.still_here', {
        many: isMore ? t('hosts.more_than', { count: here }) : String(here),
        up: pages[0]?.items.length ?? 0,
      })}{' '}
      <Link to="/operator/instances" search={{ host: host.id }}>
        {t('hosts.all_here')}
      </Link>
    </p>
  );
}
