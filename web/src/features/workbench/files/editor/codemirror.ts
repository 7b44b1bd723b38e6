/** The editor itself, set up as the console wants it: its colours, its words, and its styles with the page's nonce. */
import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { oneDark } from '@codemirror/theme-one-dark';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';

import { nonce } from '../../../../ui/nonce';
import type { Shade } from '../../../../ui/theme';
import { loaderOf } from './languages';

const theme = new Compartment();
const wrapping = new Compartment();
const language = new Compartment();

const SHAPE = EditorView.theme({
  '&': { height: '100%', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-panels': { zIndex: 2 },
  '.cm-panel.cm-search': { fontSize: '13px', padding: '6px 28px 6px 8px' },
});
const LIGHT = EditorView.theme({
  '&': { backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--panel-2)',
    color: 'var(--text-3)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-panels': { backgroundColor: 'var(--panel-2)', color: 'var(--text)' },
});
const DARK: Extension = [
  oneDark,
  EditorView.theme(
    {
      '&': { backgroundColor: 'var(--panel)' },
      '.cm-gutters': { backgroundColor: 'var(--panel-2)', color: 'var(--text-3)' },
      '.cm-panels': { backgroundColor: 'var(--panel-2)', color: 'var(--text)' },
    },
    { dark: true },
  ),
];

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  name: string;
  label: string;
  readOnly: boolean;
  shade: Shade;
  phrases: Record<string, string>;
  onChange: () => void;
  onCursor: (line: number, column: number) => void;
  onSave: () => void;
}

function colours(shade: Shade): Extension {
  return shade === 'dark' ? DARK : LIGHT;
}

export function makeEditor(options: EditorOptions): EditorView {
  const { onChange, onCursor, onSave } = options;
  const saving = { key: 'Mod-s', preventDefault: true, run: () => (onSave(), true) };
  const watcher = EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
    if (docChanged) onChange();
    if (!docChanged && !selectionSet) return;
    const { head } = state.selection.main;
    const line = state.doc.lineAt(head);
    onCursor(line.number, head - line.from + 1);
  });
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorState.phrases.of(options.phrases),
        keymap.of([saving, indentWithTab]),
        basicSetup,
        indentUnit.of('    '),
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({ 'aria-label': options.label }),
        theme.of(colours(options.shade)),
        wrapping.of([]),
        language.of([]),
        SHAPE,
        watcher,
      ],
    }),
  });
  const firstLine = options.text.slice(0, options.text.indexOf('\n'));
  void loaderOf(options.name, firstLine)?.().then((extension) => {
    view.dispatch({ effects: language.reconfigure(extension) });
  });
  return view;
}

export function recolour(view: EditorView, shade: Shade): void {
  view.dispatch({ effects: theme.reconfigure(colours(shade)) });
}

export function wrap(view: EditorView, on: boolean): void {
  view.dispatch({ effects: wrapping.reconfigure(on ? EditorView.lineWrapping : []) });
}

/** Puts another text in place of the whole, as after reading the file again. */
export function replaceAll(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}
