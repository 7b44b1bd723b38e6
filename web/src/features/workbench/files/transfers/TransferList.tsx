import { CaretRightOutlined, CloseOutlined, PauseOutlined, RedoOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Tool } from '../Toolbar';
import { isMoving, isOver, type Phase, type Queue } from './queue';
import { control, useQueue } from './store';
import { TransferRow } from './TransferRow';
import styles from './Transfers.module.css';

/** So many rows are drawn of each sort: who drops ten thousand large files sees the ones that matter. */
const SHOWN = 60;

const FIRST: Phase[] = [
  'conflict',
  'file_needed',
  'failed',
  'running',
  'checking',
  'offline',
  'paused',
  'waiting',
];

function arranged(queue: Queue): { open: Queue; over: Queue } {
  const open = queue.filter((transfer) => !isOver(transfer));
  const rank = new Map(FIRST.map((phase, index) => [phase, index]));
  // A stable sort: within one state they stay in their order.
  open.sort((a, b) => (rank.get(a.phase) ?? 0) - (rank.get(b.phase) ?? 0));
  return { open, over: queue.filter(isOver).reverse() };
}

const idsOf = (queue: Queue, wanted: (phase: Phase) => boolean) =>
  queue.filter(({ phase }) => wanted(phase)).map(({ id }) => id);

interface TransferListProps {
  onDecide: (id: string) => void;
  onClose: () => void;
}

/** What is on its way, what waits for somebody, and what has come. */
export function TransferList({ onDecide, onClose }: TransferListProps) {
  const { t } = useTranslation();
  const queue = useQueue();
  const [unfolded, setUnfolded] = useState(false);
  const { open, over } = useMemo(() => arranged(queue), [queue]);
  const running = open.some((transfer) => isMoving(transfer) || transfer.phase === 'waiting');
  const paused = idsOf(open, (phase) => phase === 'paused');
  const failed = idsOf(open, (phase) => phase === 'failed');
  return (
    <section className={styles.list} aria-label={t('workbench-files.transfer.title')}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t('workbench-files.transfer.title')}</h3>
        {running && (
          <Tool
            label={t('workbench-files.transfer.pause_all')}
            icon={<PauseOutlined />}
            onClick={() => control.pause(idsOf(open, () => true))}
          />
        )}
        {paused.length > 0 && (
          <Tool
            label={t('workbench-files.transfer.resume_all')}
            icon={<CaretRightOutlined />}
            onClick={() => control.resume(paused)}
          />
        )}
        {failed.length > 0 && (
          <Tool
            label={t('workbench-files.transfer.retry_all')}
            icon={<RedoOutlined />}
            onClick={() => control.retry(failed)}
          />
        )}
        <Tool label={t('workbench-files.transfer.hide')} icon={<CloseOutlined />} onClick={onClose} />
      </header>
      {/* It scrolls, and what scrolls must be reachable from the keyboard. */}
      <div
        className={styles.scroll}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="group"
        aria-label={t('workbench-files.transfer.open')}
      >
        {queue.length === 0 && <p className={styles.none}>{t('workbench-files.transfer.none')}</p>}
        <ul>
          {open.slice(0, SHOWN).map((transfer) => (
            <TransferRow key={transfer.id} transfer={transfer} onDecide={onDecide} />
          ))}
          {open.length > SHOWN && (
            <li className={styles.none}>
              {t('workbench-files.remove.rest', { count: open.length - SHOWN })}
            </li>
          )}
        </ul>
        {over.length > 0 && (
          <>
            <div className={styles.fold}>
              <Button
                type="text"
                size="small"
                aria-expanded={unfolded}
                icon={<CaretRightOutlined rotate={unfolded ? 90 : 0} />}
                onClick={() => setUnfolded(!unfolded)}
              >
                {t('workbench-files.transfer.finished', { many: over.length })}
              </Button>
              <Button type="link" size="small" onClick={control.clear}>
                {t('workbench-files.transfer.clear')}
              </Button>
            </div>
            {unfolded && (
              <ul>
                {over.slice(0, SHOWN).map((transfer) => (
                  <TransferRow key={transfer.id} transfer={transfer} onDecide={onDecide} />
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </section>
  );
}
