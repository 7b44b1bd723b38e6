import { Alert, Spin } from 'antd';
import type { EditorView } from '@codemirror/view';
import { openSearchPanel } from '@codemirror/search';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';

import { bytes } from '../../../../ui/format';
import { useShade } from '../../../../ui/theme';
import { sentence } from '../../../../app/problem';
import { ChangedDialog } from './ChangedDialog';
import { makeEditor, recolour, wrap } from './codemirror';
import styles from './Editor.module.css';
import { Instead } from './Instead';
import { TextBar } from './TextBar';
import { usePhrases } from './usePhrases';
import type { Doc } from './useOpened';
import { useText } from './useText';

/** What the editor takes; a larger file is looked at in other ways. */
export const EDITABLE_BYTES = 5 * 1024 ** 2;

/** What the drawer around it can ask of an open file. */
export interface DocHandle {
  save: () => Promise<boolean>;
  focus: () => void;
}

interface TextDocProps {
  ref: Ref<DocHandle>;
  doc: Doc;
  sessionId: string;
  hidden: boolean;
  onDirty: (id: string, dirty: boolean) => void;
  onDownload: () => void;
  onFollow: () => void;
}

export function TextDoc(props: TextDocProps) {
  const { t } = useTranslation();
  if (props.doc.size > EDITABLE_BYTES) {
    return (
      <Instead
        hidden={props.hidden}
        title={t('workbench-files.editor.large', { size: bytes(props.doc.size) })}
        hint={t('workbench-files.editor.large_hint')}
        onDownload={props.onDownload}
        onFollow={props.onFollow}
      />
    );
  }
  return <Editing {...props} />;
}

function Editing({ ref, doc, sessionId, hidden, onDirty, onDownload, onFollow }: TextDocProps) {
  const { t } = useTranslation();
  const shade = useShade();
  const phrases = usePhrases();
  const text = useText(sessionId, doc.path);
  const [host, setHost] = useState<HTMLDivElement | null>(null);
  const view = useRef<EditorView | null>(null);
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  const [wraps, setWraps] = useState(false);
  const { loaded, dirty } = text;
  const content = () => view.current?.state.doc.toString() ?? '';
  const save = () => text.save(content());
  // The editor lives longer than one drawing of this component and must call the newest.
  const newest = useRef({ save, setDirty: text.setDirty });
  useEffect(() => {
    newest.current = { save, setDirty: text.setDirty };
  });
  useImperativeHandle(ref, () => ({ save: () => newest.current.save(), focus: () => view.current?.focus() }));
  useEffect(() => onDirty(doc.id, dirty), [onDirty, doc.id, dirty]);

  useEffect(() => {
    if (host === null || loaded === null || loaded.text.binary) return undefined;
    const made = makeEditor({
      parent: host,
      text: loaded.text.text,
      name: doc.name,
      label: t('workbench-files.editor.text_of', { name: doc.name }),
      readOnly: loaded.text.truncated,
      shade,
      phrases,
      onChange: () => newest.current.setDirty(true),
      onCursor: (line, column) => setCursor({ line, column }),
      onSave: () => void newest.current.save(),
    });
    view.current = made;
    made.focus();
    return () => {
      view.current = null;
      made.destroy();
    };
    // A new reading makes a new editor; the colours follow below without one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [host, loaded?.round]);
  useEffect(() => {
    if (view.current !== null) recolour(view.current, shade);
  }, [shade]);
  useEffect(() => {
    if (view.current !== null) wrap(view.current, wraps);
  }, [wraps, loaded?.round]);

  if (text.error !== null && loaded === null) {
    return (
      <Instead
        hidden={hidden}
        title={t('workbench-files.editor.failed')}
        hint={sentence(text.error)}
        onAgain={() => void text.load()}
      />
    );
  }
  if (loaded === null) {
    return (
      <div className={styles.instead} hidden={hidden}>
        <Spin /> <span className="quiet">{t('workbench-files.editor.loading')}</span>
      </div>
    );
  }
  if (loaded.text.binary) {
    return (
      <Instead
        hidden={hidden}
        title={t('workbench-files.editor.binary')}
        hint={t('workbench-files.editor.binary_hint')}
        onDownload={onDownload}
      />
    );
  }
  return (
    <div className={styles.doc} hidden={hidden}>
      <TextBar
        text={text}
        cursor={cursor}
        wraps={wraps}
        onWraps={setWraps}
        onSave={() => void save()}
        onFind={() => view.current !== null && openSearchPanel(view.current)}
        onFollow={onFollow}
      />
      {loaded.text.truncated && <Alert banner type="warning" title={t('workbench-files.editor.part')} />}
      <div ref={setHost} className={styles.code} />
      {text.theirs !== null && (
        <ChangedDialog
          name={doc.name}
          theirs={text.theirs}
          onOverwrite={() => void text.save(content(), true)}
          onTake={text.take}
          onClose={text.forgetTheirs}
        />
      )}
    </div>
  );
}
