import { CloseOutlined, FullscreenExitOutlined, FullscreenOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Modal } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EntryOut } from '../../api';
import { Tool } from '../Toolbar';
import styles from './Editor.module.css';
import { ImageDoc } from './ImageDoc';
import { TailDoc } from './TailDoc';
import { TextDoc, type DocHandle } from './TextDoc';
import type { Doc, OpenedState } from './useOpened';

interface OpenedProps {
  opened: OpenedState;
  sessionId: string;
  onDownload: (entries: EntryOut[]) => Promise<unknown>;
  /** The last file was closed. */
  onClosed: () => void;
}

function asEntry({ name, size, modified }: Doc): EntryOut {
  const rest = { mode: 0o644, owner: '', group: '', target: null, target_kind: null };
  return { name, kind: 'file', size, modified, ...rest };
}

/** The open files over the list, one beside the other in tabs. */
export default function Opened({ opened, sessionId, onDownload, onClosed }: OpenedProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { docs, front, close, show } = opened;
  const [wide, setWide] = useState(false);
  const [dirty, setDirty] = useState<ReadonlySet<string>>(new Set());
  const [closing, setClosing] = useState<Doc | null>(null);
  const handles = useRef(new Map<string, DocHandle>());

  const noteDirty = useCallback((id: string, is: boolean) => {
    setDirty((before) => {
      if (before.has(id) === is) return before;
      const after = new Set(before);
      if (is) after.add(id);
      else after.delete(id);
      return after;
    });
  }, []);

  useEffect(() => {
    if (dirty.size === 0) return undefined;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    globalThis.addEventListener('beforeunload', hold);
    return () => globalThis.removeEventListener('beforeunload', hold);
  }, [dirty]);

  function end(doc: Doc) {
    setClosing(null);
    noteDirty(doc.id, false);
    close(doc.id);
    if (docs.length === 1) onClosed();
  }

  function ask(doc: Doc) {
    if (dirty.has(doc.id)) setClosing(doc);
    else end(doc);
  }

  /** All that can be closed at once; the first with changes asks. */
  function endAll() {
    const unsaved = docs.find(({ id }) => dirty.has(id));
    for (const doc of docs) if (!dirty.has(doc.id)) close(doc.id);
    if (unsaved === undefined) onClosed();
    else setClosing(unsaved);
  }

  async function saveAndEnd(doc: Doc) {
    if ((await handles.current.get(doc.id)?.save()) === true) end(doc);
    else setClosing(null);
  }

  function download(doc: Doc) {
    onDownload([{ ...asEntry(doc), name: doc.path }]).catch(() => message.destroy());
  }

  const body = (doc: Doc) => {
    const hidden = doc.id !== front;
    const common = { doc, sessionId, hidden };
    if (doc.kind === 'image') return <ImageDoc key={doc.id} {...common} onDownload={() => download(doc)} />;
    if (doc.kind === 'tail') return <TailDoc key={doc.id} {...common} />;
    return (
      <TextDoc
        key={doc.id}
        ref={(handle) => {
          if (handle !== null) handles.current.set(doc.id, handle);
        }}
        {...common}
        onDirty={noteDirty}
        onDownload={() => download(doc)}
        onFollow={() => opened.open('/', { ...asEntry(doc), name: doc.path }, [], 'tail')}
      />
    );
  };

  return (
    <Drawer
      open
      size={wide ? '100vw' : 'min(1080px, 100vw)'}
      closable={false}
      keyboard={false}
      onClose={endAll}
      title={
        <div className={styles.tabs}>
          {docs.map((doc) => (
            <span key={doc.id} className={`${styles.tab} ${doc.id === front ? styles.front : ''}`}>
              <button
                type="button"
                className={styles.tabName}
                title={doc.path}
                aria-current={doc.id === front ? 'true' : undefined}
                onClick={() => show(doc.id)}
              >
                {dirty.has(doc.id) && (
                  <span className={styles.dot} role="img" aria-label={t('workbench-files.editor.unsaved')} />
                )}
                {doc.name.split('/').at(-1)}
                {doc.kind === 'tail' && (
                  <span className={styles.kind}>{t('workbench-files.tail.title')}</span>
                )}
              </button>
              <button
                type="button"
                className={styles.tabClose}
                aria-label={t('workbench-files.editor.close_tab', { name: doc.name })}
                onClick={() => ask(doc)}
              >
                <CloseOutlined aria-hidden="true" />
              </button>
            </span>
          ))}
        </div>
      }
      extra={
        <>
          <Tool
            label={wide ? t('workbench-files.editor.narrow') : t('workbench-files.editor.wide')}
            icon={wide ? <FullscreenExitOutlined /> : <FullscreenOutlined />}
            onClick={() => setWide(!wide)}
          />
          <Tool label={t('workbench-files.editor.close')} icon={<CloseOutlined />} onClick={endAll} />
        </>
      }
      classNames={{ header: styles.header, body: styles.body }}
    >
      {docs.map(body)}
      <Modal
        open={closing !== null}
        title={closing !== null && t('workbench-files.editor.close_title', { name: closing.name })}
        onCancel={() => setClosing(null)}
        footer={
          closing !== null && [
            <Button key="keep" onClick={() => setClosing(null)}>
              {t('workbench-files.editor.keep')}
            </Button>,
            <Button key="drop" danger onClick={() => end(closing)}>
              {t('workbench-files.editor.discard')}
            </Button>,
            <Button key="save" type="primary" onClick={() => saveAndEnd(closing)}>
              {t('workbench-files.editor.save_close')}
            </Button>,
          ]
        }
      >
        {t('workbench-files.editor.close_lead')}
      </Modal>
    </Drawer>
  );
}
