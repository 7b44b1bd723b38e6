/** What stands around and instead of pages: the frame, a page that loads, one that broke, one that is not there. */
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouteContext, useRouter } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { Frame } from '../features/frame/Frame';
import { aboutQuery } from '../features/workbench/about';
import { LocalFrame } from '../features/workbench/LocalFrame';
import { Empty, Failure } from '../ui/Answer';
import { LinkButton } from '../ui/LinkButton';
import { Page, Panel } from '../ui/Page';

export function Root() {
  return <Outlet />;
}

export function WithFrame() {
  const { user } = useRouteContext({ from: '/framed' });
  // Asked for by the workbench only; the other pages are the platform's.
  const about = useQuery({ ...aboutQuery, enabled: false });
  return about.data?.mode === 'local' ? <LocalFrame /> : <Frame user={user} />;
}

export function Waiting() {
  return <Skeleton active style={{ padding: 24 }} />;
}

export function Lost() {
  const { t } = useTranslation();
  return (
    <Page title={t('frame.lost_title')}>
      <Panel>
        <Empty
          title={t('frame.lost_lead')}
          action={<LinkButton to="/overview">{t('frame.lost_home')}</LinkButton>}
        />
      </Panel>
    </Page>
  );
}

export function Broken({ error }: { error: unknown }) {
  const router = useRouter();
  return <Failure error={error} retry={() => router.invalidate()} />;
}
