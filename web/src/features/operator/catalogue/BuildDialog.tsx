import { Alert, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { buildImage, type AdminImageView, type BuildView, type RegionView } from '../../../api';
import { problemOf, sentence } from '../../../app/problem';
import { refresh } from '../../../app/queries';
import { Tag } from '../../../ui/Status';
import { SimulatedTag } from '../../instances/InstanceState';
import styles from './BuildDialog.module.css';
import { regionsFor } from './builds';

interface BuildDialogProps {
  image: AdminImageView;
  regions: RegionView[];
  onBegun: (build: BuildView) => void;
  onClose: () => void;
}

/** Asks for which region to build, and says what that takes. */
export function BuildDialog({ image, regions, onBegun, onClose }: BuildDialogProps) {
  const { t } = useTranslation();
  const order = regionsFor(image, regions);
  const [chosen, setChosen] = useState(order[0]?.name ?? '');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');

  async function build() {
    setBusy(true);
    setRefusal('');
    try {
      const begun = await buildImage({
        path: { name: image.name },
        body: { region: chosen },
        throwOnError: true,
      });
      await refresh('listAllImages', 'listImageBuilds');
      onBegun(begun);
    } catch (error) {
      setRefusal(sentence(problemOf(error)));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      title={t('catalogue.build_title', { name: image.name })}
      okText={t('catalogue.build_now')}
      okButtonProps={{ disabled: chosen === '' }}
      confirmLoading={busy}
      onOk={build}
      onCancel={onClose}
    >
      <div className={styles.dialog}>
        <fieldset className={styles.regions}>
          <legend>{t('catalogue.region')}</legend>
          <Radio.Group value={chosen} onChange={(event) => setChosen(String(event.target.value))}>
            {order.map(({ name, simulated, reachable }) => (
              <Radio key={name} value={name}>
                <span className={styles.region}>
                  {name}
                  {simulated && <SimulatedTag />}
                  {!reachable && <Tag tone="failed">{t('catalogue.unreachable')}</Tag>}
                  {image.regions.includes(name) && <Tag>{t('catalogue.has_it')}</Tag>}
                </span>
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
        <p className="quiet">{t('catalogue.build_lead')}</p>
        {image.state === 'ready' && <p className="quiet">{t('catalogue.build_lead_ready')}</p>}
        {refusal !== '' && <Alert type="error" showIcon title={refusal} role="alert" />}
      </div>
    </Modal>
  );
}
