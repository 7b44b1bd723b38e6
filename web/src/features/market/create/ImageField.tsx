import { useRouteContext } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { ImageView } from '../../../api';
import { LinkButton } from '../../../ui/LinkButton';
import { SimulatedTag } from '../../instances/InstanceState';
import { fits, LEVELS, options, type Level, type Option } from '../cascade';
import { Chips } from '../Chips';
import styles from './Create.module.css';

interface ImageFieldProps {
  images: ImageView[];
  /** The chosen one; undefined when none is ready. */
  image: ImageView | undefined;
  /** The highest CUDA that the host's driver can do. */
  highest: string | null;
  onChange: (image: ImageView) => void;
}

/** The software of the new machine, in four choices; a change above keeps what it can below. */
export function ImageField({ images, image, highest, onChange }: ImageFieldProps) {
  const { t } = useTranslation();
  if (image === undefined) return <NoImage />;
  return (
    <div className={styles.cascade}>
      {LEVELS.map((level) => (
        <LevelChips
          key={level}
          level={level}
          image={image}
          options={options(images, image, level, highest)}
          highest={highest}
          onChange={onChange}
        />
      ))}
      <p className={styles.hint}>
        {image.title} {image.simulated && <SimulatedTag />}
      </p>
      {!fits(image.cuda, highest) && (
        <p className={styles.caution}>
          {t('create.cuda_too_new', { cuda: image.cuda, highest: highest ?? '' })}
        </p>
      )}
    </div>
  );
}

interface LevelChipsProps extends Pick<ImageFieldProps, 'highest' | 'onChange'> {
  level: Level;
  image: ImageView;
  options: Option[];
}

function LevelChips({ level, image, options: choices, highest, onChange }: LevelChipsProps) {
  const { t } = useTranslation();
  const labels: Record<Level, string> = {
    framework: t('create.framework'),
    version: t('create.version'),
    python: 'Python',
    cuda: 'CUDA',
  };
  const why = {
    ready: undefined,
    building: t('create.image_building'),
    unbuilt: t('create.image_unbuilt'),
    failed: t('create.image_failed'),
  };
  const chosen = choices.find((one) => one.image?.id === image.id)?.value ?? '';
  return (
    <Chips
      label={labels[level]}
      value={chosen}
      chips={choices.map((one) => ({
        value: one.value,
        label: one.value === '' ? t('create.no_cuda') : one.value,
        note: level === 'cuda' && !fits(one.value, highest) ? t('create.too_new') : why[one.state],
        disabled: one.image === null,
      }))}
      onChange={(value) => {
        const next = choices.find((one) => one.value === value)?.image;
        if (next) onChange(next);
      }}
    />
  );
}

function NoImage() {
  const { t } = useTranslation();
  const { user } = useRouteContext({ from: '/framed' });
  return (
    <div className={styles.noImage}>
      <p>{t('create.no_image')}</p>
      {user.role === 'operator' ? (
        <LinkButton to="/operator/images">{t('create.no_image_operator')}</LinkButton>
      ) : (
        <p className="quiet">{t('create.no_image_lead')}</p>
      )}
    </div>
  );
}
