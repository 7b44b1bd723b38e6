import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AdminImageView, BuildView } from '../../../api';
import {
  listAllImagesOptions,
  listImageBuildsOptions,
  listRegionsOptions,
} from '../../../api/@tanstack/react-query.gen';
import { Answer, Empty } from '../../../ui/Answer';
import { Panel } from '../../../ui/Page';
import { BuildDialog } from './BuildDialog';
import { BuildHistory } from './BuildHistory';
import { BuildLog } from './BuildLog';
import { lastFailure } from './builds';
import { ImageRow } from './ImageRow';

/** Recipes and images, their builds, and what each build writes. */
export function Catalogue() {
  const { t } = useTranslation();
  const images = useQuery(listAllImagesOptions());
  const builds = useQuery(listImageBuildsOptions({ query: { limit: 50 } }));
  const regions = useQuery(listRegionsOptions());
  const [wanted, setWanted] = useState<AdminImageView | null>(null);
  const [followed, setFollowed] = useState<BuildView | null>(null);

  function follow(build: BuildView) {
    setWanted(null);
    setFollowed(build);
  }

  return (
    <>
      <Panel flush title={t('catalogue.images')}>
        <Answer query={images}>
          {(all) =>
            all.length === 0 ? (
              <Empty title={t('catalogue.none')}>{t('catalogue.none_lead')}</Empty>
            ) : (
              all.map((image) => (
                <ImageRow
                  key={image.id}
                  image={image}
                  failure={lastFailure(image, builds.data?.items ?? [])}
                  onBuild={() => setWanted(image)}
                  onLog={setFollowed}
                />
              ))
            )
          }
        </Answer>
      </Panel>
      <Panel flush title={t('catalogue.builds')}>
        <BuildHistory onLog={setFollowed} />
      </Panel>
      {wanted !== null && (
        <BuildDialog
          image={wanted}
          regions={regions.data ?? []}
          onBegun={follow}
          onClose={() => setWanted(null)}
        />
      )}
      {followed !== null && <BuildLog key={followed.id} build={followed} onClose={() => setFollowed(null)} />}
    </>
  );
}
