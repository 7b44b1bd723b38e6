import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Alert, type InputRef, type MenuProps } from 'antd';
import { CodeOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import { count } from '../../../ui/format';
import type { EntryOut, SessionOut } from '../api';
import { useHeld, type Held } from './clipboard';
import { Conflict } from './Conflict';
import { Dialogs, type DialogState } from './dialogs/Dialogs';
import { FileList } from './FileList';
import { FolderTree } from './FolderTree';
import { Foot } from './Foot';
import styles from './Files.module.css';
import { entriesMenu, folderMenu, type MenuActs } from './menu';
import { Notice } from './Notice';
import { join, parentOf } from './paths';
import { PickBar } from './PickBar';
import { Pickers, type Picking } from './Pickers';
import { all, NOTHING, only } from './selection';
import { isFolder } from './sorting';
import { Tool, Toolbar } from './Toolbar';
import { TransferList } from './transfers/TransferList';
import { control, getQueue } from './transfers/store';
import { picked } from './transfers/scan';
import { useActs } from './useActs';
import { useCopies } from './useCopies';
import { dragRows, useDrop } from './useDrop';
import { useOpened } from './editor/useOpened';
import { usePanel } from './usePanel';
import { useNarrowElement } from './useWidth';

const Opened = lazy(() => import('./editor/Opened'));

const NARROW = 560;

interface FilesPanelProps {
  session: SessionOut;
  /** Where the terminal in front is, as far as it says. */
  directory: string | null;
  /** Takes the terminal there. */
  onDirectory?: (path: string) => void;
}

/** The files of one machine: list, tree, transfers and the editor over them. */
export function FilesPanel(props: FilesPanelProps) {
  // Each machine has a panel of its own, which starts where it was left.
  return <Panel key={props.session.id} {...props} />;
}

function Panel({ session, directory, onDirectory }: FilesPanelProps) {
  const { t } = useTranslation();
  const panel = usePanel(session, directory);
  const { where, step, looks, changeLooks, selection, setSelection, listing, entries } = panel;
  const folder = listing.folder?.path ?? where.path;
  const acts = useActs(session.id, folder);
  const held = useHeld();
  const opened = useOpened(session.id);
  const [watch, narrow] = useNarrowElement(NARROW);
  const [dialog, setDialog] = useState<DialogState | null>(null);
  // What a reload cut off is not to be overlooked.
  const [transfers, setTransfers] = useState(() => getQueue().some(({ phase }) => phase === 'file_needed'));
  const [deciding, setDeciding] = useState<string | null>(null);
  const [verify, setVerify] = useState(false);
  const [picks, setPicks] = useState(false);
  const find = useRef<InputRef>(null);
  const room = useRef<HTMLDivElement>(null);
  const pickers = useRef<Picking>(null);
  const connected = session.state === 'connected';
  const picking = narrow && picks;
  useCopies();
  useEffect(() => {
    if (connected) control.online(session.id);
  }, [connected, session.id]);

  const toList = () => room.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  // Only once a dialog is gone from the page: as long as it is there, it keeps the focus.
  const asked = useRef(false);
  useEffect(() => {
    if (dialog === null && asked.current) toList();
    asked.current = dialog !== null;
  }, [dialog]);
  const send = (found: Parameters<typeof acts.upload>[0]) => {
    setTransfers(true);
    void acts.upload(found, verify);
  };
  const { over, handlers } = useDrop({
    sessionId: session.id,
    onFiles: send,
    onRows: paste,
  });
  const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);

  /** Copies and moves what is held to here; asks first where a name is taken. */
  function paste(rows: Held | null = held) {
    if (rows === null) return;
    const taken = new Set(listing.folder?.entries.map(({ name }) => name));
    const clashing = rows.names.filter((name) => taken.has(name));
    const elsewhere = rows.sessionId !== session.id;
    if (elsewhere) setTransfers(true);
    if (clashing.length > 0 && (elsewhere || (!rows.cut && rows.folder !== folder)))
      setDialog({ kind: 'paste', held: rows, clashing });
    else quietly(acts.paste(rows));
  }

  function pick(chosen: string[]) {
    setPicks(true);
    const names = new Set(picking ? [...selection.names, ...chosen] : chosen);
    setSelection({ names, at: chosen[0] ?? null, anchor: chosen[0] ?? null });
  }

  function open(entry: EntryOut) {
    if (isFolder(entry)) step({ kind: 'go', path: join(folder, entry.name) });
    else opened.open(folder, entry, listing.rows);
  }

  const menuActs: MenuActs = {
    open,
    edit: (entry, how = 'text') => opened.open(folder, entry, listing.rows, how),
    ask: setDialog,
    download: (chosen, format) => quietly(acts.download(chosen, format)),
    copy: acts.copy,
    cut: acts.cut,
    paste: () => paste(),
    copyPath: (chosen) => quietly(acts.copyPath(chosen)),
    selectAll: () => setSelection(all(listing.order, selection)),
    refresh: listing.refresh,
    pick: narrow ? (chosen) => pick(chosen.map(({ name }) => name)) : undefined,
  };
  const up = () => {
    const above = parentOf(folder);
    if (above !== null) step({ kind: 'go', path: above });
  };
  const uploadMenu: MenuProps = {
    items: [
      { key: 'files', label: t('workbench-files.upload_files'), onClick: () => pickers.current?.files() },
      { key: 'folder', label: t('workbench-files.upload_folder'), onClick: () => pickers.current?.folder() },
      { type: 'divider' },
      {
        key: 'verify',
        label: `${verify ? '✓ ' : ''}${t('workbench-files.verify')}`,
        onClick: () => setVerify(!verify),
      },
    ],
  };
  const cutHere = held?.cut === true && held.sessionId === session.id && held.folder === folder;

  return (
    <section
      ref={watch}
      className={styles.panel}
      aria-label={t('workbench-files.of', { host: session.title })}
      {...handlers}
    >
      <Toolbar
        sessionId={session.id}
        panel={panel}
        canFollow={where.heard !== null}
        find={find}
        uploadMenu={uploadMenu}
        newMenu={{ items: folderMenu(t, menuActs, held !== null) }}
        onFilterEnd={toList}
      >
        {onDirectory !== undefined && where.heard !== null && (
          <Tool
            label={t('workbench-files.here')}
            icon={<CodeOutlined />}
            onClick={() => onDirectory(folder)}
          />
        )}
      </Toolbar>
      {listing.folder?.truncated === true && (
        <Alert
          banner
          type="warning"
          title={t('workbench-files.truncated', { count: listing.folder.entries.length })}
        />
      )}
      <div className={styles.middle} ref={room}>
        {looks.tree && !narrow && (
          <FolderTree
            sessionId={session.id}
            path={folder}
            hidden={looks.hidden}
            connected={connected}
            onGo={(path) => step({ kind: 'go', path })}
          />
        )}
        <FileList
          label={t('workbench-files.of', { host: `${session.title}: ${folder}` })}
          path={where.path}
          rows={listing.rows}
          order={listing.order}
          sorting={looks.order}
          onSorting={(order) => changeLooks({ order })}
          selection={selection}
          onSelection={setSelection}
          cut={cutHere ? new Set(held.names) : NOTHING.names}
          narrow={narrow}
          picking={picking}
          onPick={(name) => pick([name])}
          menu={{ items: entriesMenu(t, menuActs, entries, held !== null) }}
          acts={{
            open,
            up,
            back: () => step({ kind: 'back' }),
            forward: () => step({ kind: 'forward' }),
            rename: () =>
              entries.length === 1 && entries[0] && setDialog({ kind: 'rename', entry: entries[0] }),
            remove: () => entries.length > 0 && setDialog({ kind: 'remove', entries }),
            refresh: listing.refresh,
            find: () => find.current?.focus(),
          }}
          onDragRows={(event, names) => dragRows(event, { sessionId: session.id, folder, names, cut: false })}
          onCopy={() => entries.length > 0 && acts.copy(entries)}
          onCut={() => entries.length > 0 && acts.cut(entries)}
          onPaste={(given) => (given.length > 0 ? send(picked(given)) : menuActs.paste())}
        >
          <Notice session={session} panel={panel} />
        </FileList>
        {transfers && <TransferList onDecide={setDeciding} onClose={() => setTransfers(false)} />}
        {over !== null && (
          <div className={styles.dropping} aria-live="polite">
            {over === 'files'
              ? t('workbench-files.drop_here', { path: folder })
              : t('workbench-files.drop_copy', { path: folder })}
          </div>
        )}
      </div>
      {picking ? (
        <PickBar
          entries={entries}
          onAll={menuActs.selectAll}
          onDownload={() => menuActs.download(entries)}
          onCopy={() => {
            menuActs.copy(entries);
            setPicks(false);
          }}
          onRemove={() => setDialog({ kind: 'remove', entries })}
          onEnd={() => {
            setPicks(false);
            setSelection(NOTHING);
          }}
        />
      ) : (
        <Foot
          session={session}
          panel={panel}
          transfers={transfers}
          onTransfers={() => setTransfers(!transfers)}
        />
      )}
      <Pickers ref={pickers} onPicked={(list) => send(picked(list))} />
      <Conflict sessionId={session.id} wanted={deciding} onWanted={setDeciding} />
      {dialog !== null && (
        <Dialogs
          dialog={dialog}
          sessionId={session.id}
          host={session.title}
          folder={folder}
          taken={(name) => listing.folder?.entries.some((entry) => entry.name === name) === true}
          acts={acts}
          onNamed={(name) => setSelection(only(name))}
          onClose={() => setDialog(null)}
        />
      )}
      {opened.docs.length > 0 && (
        <Suspense>
          <Opened opened={opened} sessionId={session.id} onDownload={acts.download} onClosed={toList} />
        </Suspense>
      )}
      <span className="visually-hidden" aria-live="polite">
        {listing.folder !== undefined && count(listing.rows.length)}
      </span>
    </section>
  );
}
