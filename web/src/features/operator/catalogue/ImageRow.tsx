import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { publishImage, unpublishImage, type AdminImageView, type BuildView } from '../../../api';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { bytes, time } from '../../../ui/format';
import { Status, Tag, type Tone } from '../../../ui/Status';
import { SimulatedTag } from '../../instances/InstanceState';
import { BuildProgress } from './BuildProgress';
import { mayPublish, titleOf } from './builds';
import { FailedBuild } from './FailedBuild';
import styles from './ImageRow.module.css';

const TONES: Record<AdminImageView['state'], Tone> = {
  unbuilt: 'stopped',
  building: 'busy',
  ready: 'running',
  failed: 'failed',
};

interface ImageRowProps {
  image: AdminImageView;
  failure: BuildView | null;
  onBuild: () => void;
  onLog: (build: BuildView) => void;
}

/** One recipe and what has become of it. */
export function ImageRow({ image, failure, onBuild, onLog }: ImageRowProps) {
  const { t } = useTranslation();
  const shownBuild = image.build ?? failure;
  return (
    <article className={styles.image} aria-label={titleOf(image)}>
      <div className={styles.main}>
        <div className={styles.name}>
          <h3 className={styles.title}>{titleOf(image)}</h3>
          <code className="quiet">{image.name}</code>
          {image.simulated && <SimulatedTag />}
          {image.outdated && (
            <Tag tone="attention" title={t('catalogue.outdated_hint')}>
              {t('catalogue.outdated')}
            </Tag>
          )}
        </div>
        <div className={styles.states}>
          <Status tone={TONES[image.state]}>{t(`catalogue.state.${image.state}`)}</Status>
          <span className={image.published ? '' : 'quiet'}>
            {t(image.published ? 'catalogue.published' : 'catalogue.hidden')}
          </span>
        </div>
        <Means image={image} />
        <div className={styles.acts}>
          <PublishButton image={image} />
          {shownBuild !== null && (
            <Button size="small" onClick={() => onLog(shownBuild)}>
              {t('catalogue.show_log')}
            </Button>
          )}
          <Button size="small" disabled={image.build !== null} onClick={onBuild}>
            {t(image.state === 'unbuilt' ? 'catalogue.build' : 'catalogue.build_again')}
          </Button>
        </div>
      </div>
      {image.build !== null && <BuildProgress build={image.build} />}
      {image.build === null && failure !== null && <FailedBuild build={failure} />}
      {image.outdated && <p className="quiet small">{t('catalogue.outdated_hint')}</p>}
    </article>
  );
}

function Means({ image }: { image: AdminImageView }) {
  const { t } = useTranslation();
  const facts: [string, string][] = [
    [t('catalogue.size'), image.size_bytes > 0 ? bytes(image.size_bytes) : '–'],
    [t('catalogue.regions'), image.regions.join(t('common.list_comma')) || '–'],
    [t('catalogue.built'), image.built_at === null ? '–' : time(image.built_at)],
  ];
  return (
    <dl className={styles.means}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PublishButton({ image }: { image: AdminImageView }) {
  const { t } = useTranslation();
  const act = useAct();
  const [busy, setBusy] = useState(false);

  async function change() {
    setBusy(true);
    try {
      const call = image.published ? unpublishImage : publishImage;
      await act(
        () => call({ path: { image_id: image.id }, throwOnError: true }),
        t(image.published ? 'catalogue.hide_done' : 'catalogue.publish_done', { title: titleOf(image) }),
      );
      await refresh('listAllImages', 'listImages');
    } finally {
      setBusy(false);
    }
  }

  if (!mayPublish(image)) return null;
  return (
    <Button
      size="small"
      loading={busy}
      title={t(image.published ? 'catalogue.hide_hint' : 'catalogue.publish_hint')}
      onClick={change}
    >
      {t(image.published ? 'catalogue.hide' : 'catalogue.publish')}
    </Button>
  );
}
