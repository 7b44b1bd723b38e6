import { useTranslation } from 'react-i18next';

import type { ImageView } from '../../api';
import { bytes } from '../../ui/format';
import { LinkButton } from '../../ui/LinkButton';
import { Status, type Tone } from '../../ui/Status';
import { SimulatedTag } from '../instances/InstanceState';
import styles from './Images.module.css';

const TONES: Record<ImageView['state'], Tone> = {
  ready: 'running',
  building: 'busy',
  unbuilt: 'stopped',
  failed: 'failed',
};

/** Framework and version, and the short name that the command line takes. */
export function ImageName({ image }: { image: ImageView }) {
  return (
    <div>
      <div className={styles.name}>
        {image.framework} {image.version} {image.simulated && <SimulatedTag />}
      </div>
      <code className="quiet small">{image.alias}</code>
    </div>
  );
}

export function ImageState({ state }: { state: ImageView['state'] }) {
  const { t } = useTranslation();
  return <Status tone={TONES[state]}>{t(`images.state_${state}`)}</Status>;
}

/** A simulated image is a few bytes of nothing: its size would say something that is not so. */
export function imageSize(image: ImageView): string {
  return image.simulated || image.size_bytes === 0 ? '–' : bytes(image.size_bytes);
}

/** On to the market with this image in hand; an image that is not built yet cannot be used. */
export function UseImage({ image, block = false }: { image: ImageView; block?: boolean }) {
  const { t } = useTranslation();
  return (
    <LinkButton
      to="/market"
      search={{ image: image.id }}
      block={block}
      disabled={image.state !== 'ready'}
      aria-label={t('images.use_what', { image: `${image.framework} ${image.version}` })}
    >
      {t('images.use')}
    </LinkButton>
  );
}
