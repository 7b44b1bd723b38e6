/** What stands around and instead of pages: the frame, a page that loads, one that broke, one that is not there. */
import { Link, Outlet, useRouteContext, useRouter } from '@tanstack/react-router';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { Frame } from '../features/frame/Frame';
import { Empty, Failure } from '../ui/Answer';

export function Root() {
  return <Outlet />;
}

export function WithFrame() {
  const { user } = useRouteContext({ from: '/framed' });
  return <Frame user={user} />;
}

export function Waiting() {
  return <Skeleton active style={{ padding: 24 }} />;
}

export function Lost() {
  const { t } = useTranslation();
  return (
    <Empty
      title={t('frame.lost_title')}
      action={
        <Link to="/overview">
          <Button type="primary">{t('frame.lost_home')}</Button>
        </Link>
      }
    >
      {t('frame.lost_lead')}
    </Empty>
  );
}

export function Broken({ error }: { error: unknown }) {
  const router = useRouter();
  return <Failure error={error} retry={() => router.invalidate()} />;
}
