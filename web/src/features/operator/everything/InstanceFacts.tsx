import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AdminInstanceOut } from '../../../api';
import { CopyText } from '../../../ui/Copy';
import { Facts } from '../../../ui/Facts';
import { time } from '../../../ui/format';
import { wordsOf } from '../../../ui/words';
import { Cards } from '../../instances/InstanceState';
import { Billing } from '../../instances/list/Billing';
import { Disks } from '../../instances/list/Disks';
import { State } from '../../instances/list/State';
import { UserLink } from '../users/UserLink';

interface InstanceFactsProps {
  instance: AdminInstanceOut;
  /** When it was fetched: what it owes grows from then on. */
  seenAt: number;
}

export function InstanceFacts({ instance, seenAt }: InstanceFactsProps) {
  const { t } = useTranslation();
  const moment = (at: string | null) =>
    at && (
      <time key={at} dateTime={at}>
        {time(at, 'full')}
      </time>
    );
  const copied = (name: string, text: string) => (
    <CopyText wrap text={text} label={t('common.copy_what', { what: name })} />
  );
  const isGone = instance.state === 'released';
  return (
    <Facts
      items={[
        [t('operations.state'), <State key="state" instance={instance} />],
        [t('operations.user'), <UserLink key="user" id={instance.user_id} name={instance.user_name} />],
        [t('operations.price'), isGone ? null : <Billing key="price" instance={instance} seenAt={seenAt} />],
        [t('operations.cards'), <Cards key="cards" {...instance} />],
        [
          t('operations.host'),
          <Link key="host" to="/operator/hosts" hash={instance.host_id}>
            {instance.region} · {instance.host_name}
          </Link>,
        ],
        [t('operations.disks'), isGone ? null : <Disks key="disks" instance={instance} />],
        [t('operations.image'), instance.image.title],
        [t('operations.login'), isGone ? null : copied(t('operations.login'), instance.ssh.command)],
        [t('operations.id'), copied(t('operations.id'), instance.id)],
        [t('operations.created'), moment(instance.created_at)],
        [t('operations.started'), moment(instance.started_at)],
        [t('operations.stopped'), moment(instance.stopped_at)],
        [
          t('operations.stop_reason'),
          instance.stop_reason === ''
            ? null
            : wordsOf(`operations.reason.${instance.stop_reason}`, instance.stop_reason),
        ],
      ]}
    />
  );
}
