import { BorderOutlined, CheckSquareFilled, EllipsisOutlined } from '@ant-design/icons';
import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { bytes, time } from '../../../ui/format';
import type { EntryOut } from '../api';
import styles from './Files.module.css';
import { EntryIcon } from './icons';
import { letters, octal } from './mode';
import { shownName } from './paths';
import { isFolder } from './sorting';

interface FileRowProps {
  entry: EntryOut;
  index: number;
  id: string;
  top: number;
  height: number;
  chosen: boolean;
  current: boolean;
  cut: boolean;
  narrow: boolean;
  /** Shows a box to tick. */
  picking: boolean;
}

/** Opens the menu of the row where the button stands, as a right click there would. */
function openMenu(event: MouseEvent<HTMLButtonElement>): void {
  event.stopPropagation();
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  const at = { clientX: left, clientY: bottom, bubbles: true, cancelable: true };
  event.currentTarget.dispatchEvent(new globalThis.MouseEvent('contextmenu', at));
}

function name(entry: EntryOut) {
  return (
    <>
      <EntryIcon entry={entry} />
      <span className={styles.rowName} title={shownName(entry.name)}>
        {shownName(entry.name)}
      </span>
      {entry.target !== null && <span className={styles.target}>→ {shownName(entry.target)}</span>}
    </>
  );
}

/** One entry of the list. There are tens of thousands of these in a folder and forty in the page. */
export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { entry, index, id, top, height, chosen, current, cut, narrow, picking } = props;
  const { t } = useTranslation();
  const size = isFolder(entry) ? '' : bytes(entry.size);
  const modified = time(entry.modified * 1000);
  const classes = [styles.row, chosen && styles.chosen, current && styles.current, cut && styles.cut];
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-index={index}
      draggable={!narrow}
      className={classes.filter(Boolean).join(' ')}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {picking && (
        <span className={styles.tick} aria-hidden="true">
          {chosen ? <CheckSquareFilled /> : <BorderOutlined />}
        </span>
      )}
      {narrow ? (
        <div role="gridcell" className={styles.two}>
          <span className={styles.nameCell}>{name(entry)}</span>
          <span className={`${styles.second} num`}>
            {[size, modified, letters(entry.kind, entry.mode)].filter(Boolean).join(' · ')}
          </span>
        </div>
      ) : (
        <>
          <div role="gridcell" className={styles.nameCell}>
            {name(entry)}
          </div>
          <div role="gridcell" className={`${styles.size} num`}>
            {size}
          </div>
          <div role="gridcell" className={`${styles.modified} num`}>
            {modified}
          </div>
          <div role="gridcell" className={`${styles.mode} mono`} title={octal(entry.mode)}>
            {letters(entry.kind, entry.mode)}
          </div>
          <div role="gridcell" className={styles.owner} title={`${entry.owner}:${entry.group}`}>
            {entry.owner}
          </div>
        </>
      )}
      <div role="gridcell" className={styles.dots}>
        <button
          type="button"
          tabIndex={-1}
          className={styles.dotsButton}
          aria-label={t('workbench-files.acts_of', { name: shownName(entry.name) })}
          onClick={openMenu}
        >
          <EllipsisOutlined aria-hidden="true" />
        </button>
      </div>
    </div>
  );
});
