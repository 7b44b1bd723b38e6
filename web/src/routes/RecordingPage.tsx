import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { fetchRecording, recordingAddress } from '../features/workbench/recordings/calls';
import { readCast } from '../features/workbench/recordings/cast';
import { recordingsQuery } from '../features/workbench/recordings/queries';
import { Replay } from '../features/workbench/recordings/Replay';
import { Answer, Empty } from '../ui/Answer';
import { Page } from '../ui/Page';

const route = getRouteApi('/framed/workbench/recordings/$recordingId');

/** One recording of a terminal, played. */
export function RecordingPage() {
  const { t } = useTranslation();
  const { recordingId } = route.useParams();
  const recording = useQuery({
    queryKey: ['workbench-recording', recordingId],
    queryFn: () => fetchRecording(recordingId),
    staleTime: Infinity,
    gcTime: 0,
  });
  // By the name that its owner has given it; until that is known, and where it is gone, by what the page is for.
  const named = useQuery(recordingsQuery).data?.find(({ id }) => id === recordingId);
  return (
    <Page
      title={named?.title ?? t('workbench-terminal.replay.title')}
      lead={<Link to="/workbench">{t('workbench-terminal.replay.back')}</Link>}
      actions={
        <Button href={recordingAddress(recordingId)} download={`${named?.title ?? recordingId}.cast`}>
          {t('workbench-terminal.replay.download')}
        </Button>
      }
    >
      <Answer query={recording}>{(text) => <Played text={text} />}</Answer>
    </Page>
  );
}

function Played({ text }: { text: string }) {
  const { t } = useTranslation();
  const cast = useMemo(() => readCast(text), [text]);
  if (cast === null) return <Empty title={t('workbench-terminal.replay.broken')} />;
  return <Replay cast={cast} />;
}
