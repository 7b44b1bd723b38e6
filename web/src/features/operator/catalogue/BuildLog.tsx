import { Drawer } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { BuildView } from '../../../api';
import { getImageBuildOptions } from '../../../api/@tanstack/react-query.gen';
import { useQuery } from '@tanstack/react-query';
import { CopyButton } from '../../../ui/Copy';
import styles from './BuildLog.module.css';
import { BuildProgress } from './BuildProgress';
import { BuildState } from './BuildState';
import { isUnderWay } from './builds';
import { FailureAdvice } from './FailureAdvice';
import { useBuildLog } from './useBuildLog';

/** Within so many pixels of the end one reads along. */
const NEAR_END = 40;

/** One build: how it stands, and what it writes while it writes it. */
export function BuildLog({ build: first, onClose }: { build: BuildView; onClose: () => void }) {
  const { t } = useTranslation();
  const asked = useQuery(getImageBuildOptions({ path: { build_id: first.id } }));
  const build = asked.data ?? first;
  const log = useBuildLog(first.id);
  return (
    <Drawer
      open
      size={760}
      title={t('catalogue.log_title', { name: build.name, region: build.region })}
      onClose={onClose}
      extra={<CopyButton text={log.text} label={t('common.copy_what', { what: t('catalogue.log') })} />}
    >
      <div className={styles.body}>
        <div className={styles.head}>
          {isUnderWay(build) ? <BuildProgress build={build} /> : <BuildState build={build} />}
          <span className="quiet small" role="status">
            {log.isLost
              ? t('catalogue.log_lost')
              : !log.isOver && isUnderWay(build)
                ? t('catalogue.log_live')
                : ''}
          </span>
        </div>
        {build.state === 'failed' && <FailureAdvice build={build} />}
        <LogText text={log.text} waiting={!log.isOver} />
      </div>
    </Drawer>
  );
}

/** The text; it stays at its end as long as its reader does. */
function LogText({ text, waiting }: { text: string; waiting: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);

  useEffect(() => {
    const element = box.current;
    if (element !== null && follows.current) element.scrollTop = element.scrollHeight;
  }, [text]);

  if (text === '')
    return <p className="quiet">{t(waiting ? 'catalogue.log_waits' : 'catalogue.log_empty')}</p>;
  return (
    <pre
      ref={box}
      className={styles.log}
      aria-label={t('catalogue.log')}
      // What scrolls must be reachable from the keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
    >
      {text}
    </pre>
  );
}
