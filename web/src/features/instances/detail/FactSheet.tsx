import { useTranslation } from 'react-i18next';

import { CopyText } from '../../../ui/Copy';
import { Facts } from '../../../ui/Facts';
import { gigabytes, time } from '../../../ui/format';
import { Panel } from '../../../ui/Page';
import { wordsOf } from '../../../ui/words';
import { Cards } from '../InstanceState';
import type { Instance } from '../model';

/** What does not change, or seldom: for reports to the operator and for scripts. */
export function FactSheet({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const { ssh } = instance;
  const moment = (at: string | null) => at && <time dateTime={at}>{time(at, 'full')}</time>;
  const copied = (name: string, text: string) => (
    <CopyText wrap text={text} label={t('common.copy_what', { what: name })} />
  );
  return (
    <Panel>
      <Facts
        items={[
          [t('instances.rename.label'), instance.name],
          [t('instances.facts.id'), copied(t('instances.id'), instance.id)],
          [t('instances.facts.host'), `${instance.region} · ${instance.host_name}`],
          [t('instances.facts.cards'), <Cards key="cards" {...instance} />],
          [t('instances.facts.image'), instance.image.title],
          [t('instances.facts.image_id'), copied(t('instances.facts.image_id'), instance.image.id)],
          [t('instances.facts.system_disk'), `${gigabytes(instance.system_disk_gb)} · /`],
          [t('instances.facts.data_disk'), `${gigabytes(instance.data_disk_gb)} · /root/zuka-tmp`],
          [t('instances.facts.address'), copied(t('instances.facts.address'), `${ssh.host}:${ssh.port}`)],
          [t('instances.facts.host_key'), copied(t('instances.facts.host_key'), ssh.host_key)],
          [t('instances.facts.created'), moment(instance.created_at)],
          [t('instances.facts.started'), moment(instance.started_at)],
          [t('instances.facts.stopped'), moment(instance.stopped_at)],
          [
            t('instances.facts.stop_reason'),
            instance.stop_reason === ''
              ? null
              : wordsOf(`instances.stopped_by.${instance.stop_reason}`, instance.stop_reason),
          ],
          [t('instances.facts.release'), moment(instance.release_at)],
        ]}
      />
    </Panel>
  );
}
