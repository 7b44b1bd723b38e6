import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { startInstance } from '../../../api';
import {
  getAboutOptions,
  getInstanceOptions,
  getWalletOptions,
} from '../../../api/@tanstack/react-query.gen';
import { problemOf, sentence, type Problem } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { Facts } from '../../../ui/Facts';
import { count, lasting, gigabytes, money } from '../../../ui/format';
import { LinkButton } from '../../../ui/LinkButton';
import { accept } from '../cache';
import { Cards } from '../InstanceState';
import { useLiveStock } from '../liveStock';
import type { Instance } from '../model';
import styles from './Dialogs.module.css';
import { lastsMs, quoteOf, shortageOf, type Shortage } from './power';

interface PowerOnProps {
  instance: Instance;
  withoutCards?: boolean;
  onClose: () => void;
}

/**
 * Says what booting costs now, and boots. Where the host has not enough idle cards it says so instead, and offers what
 * is possible; when cards come back while it is open, it is the ordinary question again.
 */
export function PowerOnDialog({ instance: before, withoutCards = false, onClose }: PowerOnProps) {
  const { t } = useTranslation();
  useLiveStock(true);
  const live = useQuery(getInstanceOptions({ path: { instance_id: before.id } }));
  const instance = live.data ?? before;
  const [busy, setBusy] = useState(false);
  const [cards, setCards] = useState(!withoutCards);
  const [refused, setRefused] = useState<Problem | null>(null);
  const shortage = cards ? shortageOf(instance, refused) : null;

  async function start(withCards: boolean) {
    setBusy(true);
    setRefused(null);
    try {
      const path = { instance_id: instance.id };
      accept(await startInstance({ path, body: { cards: withCards }, throwOnError: true }));
      onClose();
    } catch (error) {
      setRefused(problemOf(error));
      await refresh('getInstance', 'listInstances');
    } finally {
      setBusy(false);
    }
  }

  if (shortage !== null)
    return (
      <ShortageDialog
        instance={instance}
        shortage={shortage}
        onWithoutCards={() => setCards(false)}
        onClose={onClose}
      />
    );
  return (
    <Modal
      open
      title={t(cards ? 'instances.on.title' : 'instances.on.title_no_cards', { name: instance.name })}
      okText={t('instances.act.start')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={() => start(cards)}
      onCancel={onClose}
    >
      {cards ? <WithCards instance={instance} /> : <WithoutCards />}
      <p className={styles.lead}>{t('instances.on.clock')}</p>
      {refused !== null && <Refusal problem={refused} />}
    </Modal>
  );
}

function WithCards({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const quote = useQuery(quoteOf(instance));
  if (quote.isPending) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  const price = quote.data?.price_per_hour ?? instance.price_per_hour;
  const changed = price !== instance.price_per_hour;
  const lasts = quote.data === undefined ? null : lastsMs(quote.data, price);
  return (
    <Facts
      items={[
        [t('instances.spec'), <Cards key="cards" {...instance} />],
        [
          t('instances.on.price'),
          <>
            <strong>{t('common.per_hour', { amount: money(price) })}</strong>{' '}
            <span className="quiet">
              {changed
                ? t('instances.on.was', { amount: money(instance.price_per_hour) })
                : t('instances.on.locked')}
            </span>
          </>,
        ],
        [
          t('instances.on.idle'),
          t('instances.stock_of', {
            idle: count(instance.stock.idle),
            total: count(instance.stock.total),
          }),
        ],
        [
          t('frame.balance'),
          quote.data && (
            <>
              {money(quote.data.available)}{' '}
              {lasts !== null && (
                <span className="quiet">{t('instances.on.lasts', { time: lasting(lasts) })}</span>
              )}
            </>
          ),
        ],
      ]}
    />
  );
}

function WithoutCards() {
  const { t } = useTranslation();
  const about = useQuery(getAboutOptions());
  const wallet = useQuery(getWalletOptions());
  if (about.data === undefined) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  const { rules } = about.data;
  return (
    <Facts
      items={[
        [
          t('instances.spec'),
          t('instances.on.no_cards_spec', {
            cores: count(rules.no_card_cpu_millis / 1000),
            memory: gigabytes(rules.no_card_memory_gb),
          }),
        ],
        [
          t('instances.on.price'),
          <strong key="price">
            {t('common.per_hour', { amount: money(rules.no_card_price_per_hour) })}
          </strong>,
        ],
        [t('instances.on.good_for'), t('instances.on.no_cards_for')],
        [t('frame.balance'), wallet.data && money(wallet.data.available)],
      ]}
    />
  );
}

/** Why not, with the way out where there is one. */
function Refusal({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className={styles.refusal}
      title={sentence(problem)}
      action={
        problem.code === 'wallet.insufficient' && (
          <LinkButton to="/billing" size="small" type="primary">
            {t('instances.top_up')}
          </LinkButton>
        )
      }
    />
  );
}

interface ShortageProps {
  instance: Instance;
  shortage: Shortage;
  onWithoutCards: () => void;
  onClose: () => void;
}

function ShortageDialog({ instance, shortage, onWithoutCards, onClose }: ShortageProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { model, count: cards } = instance;
  const about = useQuery(getAboutOptions());
  return (
    <Modal
      open
      title={t('instances.short.title')}
      onCancel={onClose}
      footer={[
        <Button key="no" onClick={onWithoutCards}>
          {t('instances.act.start_no_cards')}
        </Button>,
        <Button
          key="market"
          type="primary"
          onClick={() => navigate({ to: '/market', search: { model, count: cards } })}
        >
          {t('instances.short.market', { model })}
        </Button>,
      ]}
    >
      <p className={styles.shortage}>
        {t('instances.short.needs', { asked: count(shortage.asked), idle: count(shortage.idle) })}
      </p>
      <p className="quiet">{t('instances.short.host', { host: instance.host_name, model })}</p>
      <ul className={styles.points}>
        <li>
          {t('instances.short.no_cards', {
            price: about.data ? money(about.data.rules.no_card_price_per_hour) : '',
          })}
        </li>
        <li>{t('instances.short.elsewhere')}</li>
        <li>{t('instances.short.wait')}</li>
      </ul>
    </Modal>
  );
}
