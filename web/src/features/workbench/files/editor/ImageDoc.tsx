import {
  CompressOutlined,
  LeftOutlined,
  OneToOneOutlined,
  RightOutlined,
  ZoomInOutlined,
  ZoomOutOutlined,
} from '@ant-design/icons';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { percent } from '../../../../ui/format';
import { Tool } from '../Toolbar';
import { addresses } from '../filesApi';
import styles from './Editor.module.css';
import { Instead } from './Instead';
import type { Doc } from './useOpened';

const STEP = 1.25;
const LEAST = 0.05;
const MOST = 16;

interface ImageDocProps {
  doc: Doc;
  sessionId: string;
  hidden: boolean;
  onDownload: () => void;
}

/** A picture: fitted to the window, or as large as one likes, with those beside it. */
export function ImageDoc({ doc, sessionId, hidden, onDownload }: ImageDocProps) {
  const { t } = useTranslation();
  const [at, setAt] = useState(() => doc.beside.findIndex(({ path }) => path === doc.path));
  /** Null: as large as there is room. */
  const [scale, setScale] = useState<number | null>(null);
  const [natural, setNatural] = useState({ width: 0, height: 0 });
  const [failed, setFailed] = useState(false);
  const shown = doc.beside[at] ?? doc;
  const zoom = (by: number) => setScale(Math.min(MOST, Math.max(LEAST, (scale ?? 1) * by)));

  function go(by: number) {
    const next = at + by;
    if (doc.beside[next] === undefined) return;
    setAt(next);
    setScale(null);
    setFailed(false);
  }

  function keys({ key }: KeyboardEvent) {
    if (key === 'ArrowLeft') go(-1);
    if (key === 'ArrowRight') go(1);
    if (key === '+' || key === '=') zoom(STEP);
    if (key === '-') zoom(1 / STEP);
    if (key === '0') setScale(null);
  }

  return (
    <div className={styles.doc} hidden={hidden}>
      <div className={styles.bar} role="toolbar" aria-label={t('workbench-files.image.title')}>
        <Tool
          label={t('workbench-files.image.previous')}
          icon={<LeftOutlined />}
          disabled={at <= 0}
          onClick={() => go(-1)}
        />
        <Tool
          label={t('workbench-files.image.next')}
          icon={<RightOutlined />}
          disabled={at >= doc.beside.length - 1}
          onClick={() => go(1)}
        />
        <span className={styles.caption}>{shown.name}</span>
        <span className={styles.space} />
        {natural.width > 0 && (
          <span className="quiet small num">
            {natural.width} × {natural.height}
            {scale !== null && ` · ${percent(scale * 100)}`}
          </span>
        )}
        <Tool
          label={t('workbench-files.image.out')}
          icon={<ZoomOutOutlined />}
          onClick={() => zoom(1 / STEP)}
        />
        <Tool label={t('workbench-files.image.in')} icon={<ZoomInOutlined />} onClick={() => zoom(STEP)} />
        <Tool
          label={t('workbench-files.image.fit')}
          icon={<CompressOutlined />}
          on={scale === null}
          onClick={() => setScale(null)}
        />
        <Tool
          label={t('workbench-files.image.actual')}
          icon={<OneToOneOutlined />}
          on={scale === 1}
          onClick={() => setScale(1)}
        />
      </div>
      {failed ? (
        <Instead
          hidden={false}
          title={t('workbench-files.image.failed')}
          hint={t('workbench-files.image.failed_hint')}
          onDownload={onDownload}
        />
      ) : (
        // It scrolls and takes the keys of the picture, so it can have the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <div
          className={styles.picture}
          role="group"
          aria-label={shown.name}
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onKeyDown={keys}
          onWheel={(event) => event.ctrlKey && zoom(event.deltaY < 0 ? STEP : 1 / STEP)}
        >
          <img
            key={shown.path}
            className={scale === null ? styles.fit : undefined}
            src={addresses.preview(sessionId, shown.path, String(shown.modified))}
            alt={shown.name}
            draggable={false}
            width={scale === null || natural.width === 0 ? undefined : natural.width * scale}
            onLoad={({ currentTarget }) =>
              setNatural({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
            }
            onError={() => setFailed(true)}
          />
        </div>
      )}
    </div>
  );
}
