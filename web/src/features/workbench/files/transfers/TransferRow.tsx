import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CheckOutlined,
  CloseOutlined,
  FileZipOutlined,
  PauseOutlined,
  CaretRightOutlined,
  RedoOutlined,
  SwapOutlined,
} from '@ant-design/icons';
import { App, Button } from 'antd';
import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { sentence } from '../../../../app/problem';
import { Bar } from '../../../../ui/Bar';
import { bytes, count, duration } from '../../../../ui/format';
import { shownName } from '../paths';
import { Tool } from '../Toolbar';
import { isMoving, isOver, type Transfer } from './queue';
import { giveAgain } from './start';
import { control } from './store';
import styles from './Transfers.module.css';

const KINDS = {
  upload: { icon: ArrowUpOutlined, word: 'up' },
  pack: { icon: FileZipOutlined, word: 'pack' },
  download: { icon: ArrowDownOutlined, word: 'down' },
  copy: { icon: SwapOutlined, word: 'between' },
} as const;

const TONES: Partial<Record<Transfer['phase'], 'attention' | 'failed' | 'busy'>> = {
  offline: 'attention',
  conflict: 'attention',
  paused: 'busy',
  failed: 'failed',
};

/** "12 MB / 1.4 GB · 31 MB/s · 42 s left", or why nothing moves. */
function useWords(transfer: Transfer): string {
  const { t } = useTranslation();
  const { phase, size, done, files, speed, problem, verified } = transfer;
  const parts: string[] = [];
  if (phase === 'done') {
    parts.push(bytes(size));
    if (verified === true) parts.push(t('workbench-files.transfer.verified'));
  } else {
    if (done > 0 || phase === 'running')
      parts.push(t('workbench-files.transfer.amount', { done: bytes(done), size: bytes(size) }));
    else if (size > 0) parts.push(bytes(size));
    if (phase === 'running' && speed > 0) {
      parts.push(t('workbench-files.transfer.speed', { speed: bytes(speed) }));
      const left = ((size - done) / speed) * 1000;
      if (left > 1000) parts.push(t('workbench-files.transfer.left', { time: duration(left) }));
    }
  }
  if (files !== undefined)
    parts.push(t('workbench-files.transfer.files', { done: count(files.done), total: count(files.total) }));
  if (phase === 'failed') {
    if (verified === false) return t('workbench-files.transfer.not_verified');
    return problem === null ? t('workbench-files.transfer.phase.failed') : sentence(problem);
  }
  if (phase !== 'running' && phase !== 'done') parts.unshift(t(`workbench-files.transfer.phase.${phase}`));
  return parts.join(' · ');
}

function GiveAgain({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="small" type="link" onClick={() => field.current?.click()}>
        {t('workbench-files.transfer.give')}
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined && !giveAgain(transfer, file))
            message.error(t('workbench-files.transfer.wrong_file'));
          target.value = '';
        }}
      />
    </>
  );
}

function Acts({ transfer, onDecide }: { transfer: Transfer; onDecide: (id: string) => void }) {
  const { t } = useTranslation();
  const { id, phase, name } = transfer;
  const say = (act: 'pause' | 'resume' | 'retry' | 'cancel' | 'remove') =>
    t('workbench-files.transfer.act_of', { act: t(`workbench-files.transfer.${act}`), name });
  const pausable = ['running', 'waiting', 'offline'].includes(phase);
  const over = isOver(transfer) || phase === 'failed';
  return (
    <span className={styles.acts}>
      {phase === 'conflict' && (
        <Button size="small" type="link" onClick={() => onDecide(id)}>
          {t('workbench-files.transfer.decide')}
        </Button>
      )}
      {phase === 'file_needed' && <GiveAgain transfer={transfer} />}
      {pausable && <Tool label={say('pause')} icon={<PauseOutlined />} onClick={() => control.pause([id])} />}
      {phase === 'paused' && (
        <Tool label={say('resume')} icon={<CaretRightOutlined />} onClick={() => control.resume([id])} />
      )}
      {phase === 'failed' && (
        <Tool label={say('retry')} icon={<RedoOutlined />} onClick={() => control.retry([id])} />
      )}
      <Tool
        label={say(over ? 'remove' : 'cancel')}
        icon={<CloseOutlined />}
        onClick={() => control.cancel([id])}
      />
    </span>
  );
}

interface TransferRowProps {
  transfer: Transfer;
  onDecide: (id: string) => void;
}

/** One thing on its way. What is finished has no bar any more, so that what runs stands out. */
export const TransferRow = memo(function TransferRow({ transfer, onDecide }: TransferRowProps) {
  const { t } = useTranslation();
  const words = useWords(transfer);
  const { icon: Icon, word } = KINDS[transfer.kind];
  const over = isOver(transfer);
  const percent = transfer.size === 0 ? 0 : (transfer.done / transfer.size) * 100;
  const kind = t(`workbench-files.transfer.${word}`);
  const tone = TONES[transfer.phase];
  return (
    <li className={`${styles.row} ${over ? styles.over : ''} ${isMoving(transfer) ? styles.moving : ''}`}>
      <span className={styles.kind} title={kind}>
        {transfer.phase === 'done' ? <CheckOutlined aria-hidden="true" /> : <Icon aria-hidden="true" />}
        <span className="visually-hidden">{kind}</span>
      </span>
      <span className={styles.main}>
        <span className={styles.name} title={transfer.path}>
          {shownName(transfer.name)}
          {(transfer.more ?? 0) > 0 && (
            <span className="quiet"> {t('workbench-files.transfer.more', { count: transfer.more })}</span>
          )}
        </span>
        {!over && transfer.phase !== 'failed' && (
          <Bar
            percent={percent}
            label={t('workbench-files.transfer.progress', { name: transfer.name })}
            tone={tone ?? 'accent'}
          />
        )}
        <span className={`${styles.words} num ${tone === undefined ? '' : styles[tone]}`}>{words}</span>
      </span>
      <Acts transfer={transfer} onDecide={onDecide} />
    </li>
  );
});
