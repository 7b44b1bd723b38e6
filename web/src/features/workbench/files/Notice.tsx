import { Button, Spin } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Problem, problemOf, sentence } from '../../../app/problem';
import type { SessionOut } from '../api';
import styles from './Files.module.css';
import type { PanelState } from './usePanel';

interface SayingProps {
  title: string;
  hint?: string;
  children?: ReactNode;
}

function Saying({ title, hint, children }: SayingProps) {
  return (
    <div className={styles.saying} role="status">
      <p>{title}</p>
      {hint !== undefined && <p className="quiet small">{hint}</p>}
      {children !== undefined && <div className={styles.sayingActs}>{children}</div>}
    </div>
  );
}

function Failed({ error, panel }: { error: Error; panel: PanelState }) {
  const { t } = useTranslation();
  const again = (
    <Button size="small" onClick={panel.listing.refresh}>
      {t('common.try_again')}
    </Button>
  );
  if (error instanceof Problem && error.code === 'workbench.no_sftp') {
    return (
      <Saying title={t('workbench-files.no_sftp')} hint={t('workbench-files.no_sftp_hint')}>
        {again}
      </Saying>
    );
  }
  return (
    <Saying title={t('workbench-files.failed')} hint={sentence(problemOf(error, 0))}>
      {again}
      <Button size="small" onClick={() => panel.step({ kind: 'go', path: '~' })}>
        {t('workbench-files.go_home')}
      </Button>
    </Saying>
  );
}

/** Why there are no rows, and what to do about it. */
export function Notice({ session, panel }: { session: SessionOut; panel: PanelState }) {
  const { t } = useTranslation();
  const { listing, filter, looks } = panel;
  if (listing.error !== null) return <Failed error={listing.error} panel={panel} />;
  if (session.state !== 'connected' && listing.folder === undefined) {
    const waits = session.state === 'connecting';
    return <Saying title={waits ? t('workbench-files.connecting') : t('workbench-files.not_connected')} />;
  }
  if (listing.loading) {
    return (
      <div className={styles.saying}>
        <Spin size="small" />
        <p className="quiet">{t('workbench-files.loading')}</p>
      </div>
    );
  }
  if (filter !== '') {
    return (
      <Saying title={t('workbench-files.no_match')}>
        <Button size="small" onClick={() => panel.setFilter('')}>
          {t('workbench-files.clear_filter')}
        </Button>
      </Saying>
    );
  }
  const hidden = listing.folder?.entries.length ?? 0;
  if (!looks.hidden && hidden > 0) {
    return (
      <Saying
        title={t('workbench-files.only_hidden', { count: hidden })}
        hint={t('workbench-files.only_hidden_hint')}
      >
        <Button size="small" type="primary" onClick={() => panel.changeLooks({ hidden: true })}>
          {t('workbench-files.hidden')}
        </Button>
      </Saying>
    );
  }
  return <Saying title={t('workbench-files.empty')} hint={t('workbench-files.empty_hint')} />;
}
