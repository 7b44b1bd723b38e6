import { Segmented, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ImageView } from '../../api';
import { Ago } from '../../ui/Ago';
import { Empty } from '../../ui/Answer';
import { Facts } from '../../ui/Facts';
import { useNarrow } from '../../ui/narrow';
import { Panel } from '../../ui/Page';
import { ImageName, imageSize, ImageState, UseImage } from './ImageParts';
import styles from './Images.module.css';
import { systemName } from './systems';

const ALL = '';

/** What may be chosen for the system disk, to be compared line by line; on a phone one card for each. */
export function Catalogue({ images }: { images: ImageView[] }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [framework, setFramework] = useState(ALL);
  const frameworks = [...new Set(images.map((image) => image.framework))];
  // The chosen one may have left the catalogue meanwhile.
  const chosen = frameworks.includes(framework) ? framework : ALL;
  const shown = images.filter((image) => chosen === ALL || image.framework === chosen);
  if (images.length === 0) return <Empty title={t('images.none')}>{t('images.none_lead')}</Empty>;
  return (
    <>
      {frameworks.length > 1 && (
        <div className={styles.filter}>
          <Segmented
            aria-label={t('images.framework')}
            value={chosen}
            onChange={setFramework}
            options={[
              { value: ALL, label: t('common.all') },
              ...frameworks.map((name) => ({ value: name, label: name })),
            ]}
          />
        </div>
      )}
      {narrow ? <ImageCards images={shown} /> : <ImageTable images={shown} />}
    </>
  );
}

function ImageTable({ images }: { images: ImageView[] }) {
  const { t } = useTranslation();
  return (
    <Panel flush>
      <Table<ImageView>
        dataSource={images}
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('images.image'), render: (_, image) => <ImageName image={image} /> },
          { title: t('images.python'), dataIndex: 'python' },
          { title: t('images.cuda'), render: (_, image) => image.cuda || t('images.no_cuda') },
          { title: t('images.system'), render: (_, image) => systemName(image.os) },
          { title: t('images.size'), align: 'right', render: (_, image) => imageSize(image) },
          { title: t('images.state'), render: (_, image) => <ImageState state={image.state} /> },
          {
            title: t('images.built'),
            render: (_, image) => (image.built_at === null ? '–' : <Ago moment={image.built_at} />),
          },
          {
            title: <span className="visually-hidden">{t('common.actions')}</span>,
            align: 'right',
            render: (_, image) => <UseImage image={image} />,
          },
        ]}
      />
    </Panel>
  );
}

function ImageCards({ images }: { images: ImageView[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.cards}>
      {images.map((image) => (
        <li key={image.id} className={styles.card}>
          <div className={styles.cardHead}>
            <ImageName image={image} />
            <ImageState state={image.state} />
          </div>
          <Facts
            items={[
              [t('images.python'), image.python],
              [t('images.cuda'), image.cuda || t('images.no_cuda')],
              [t('images.system'), systemName(image.os)],
              [t('images.size'), imageSize(image)],
            ]}
          />
          <UseImage image={image} block />
        </li>
      ))}
    </ul>
  );
}
