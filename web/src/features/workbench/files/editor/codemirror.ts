/** The editor itself, set up as the console wants it: its colours, its words, and its styles with the page's nonce. */
import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { search } from '@codemirror/search';
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
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { fontSize: '13px', padding: '8px 36px 8px 10px' },
  '.cm-panel.cm-search label': { fontSize: '13px', marginRight: '10px' },
  '.cm-panel.cm-search input[type=checkbox]': { accentColor: 'var(--accent)', verticalAlign: '-2px' },
  '.cm-panel.cm-search [name=close]': { fontSize: '18px', padding: '2px 10px', color: 'var(--text-2)' },
  '.cm-panel .cm-textfield': {
    ...{ fontSize: '13px', fontFamily: 'var(--mono)', padding: '3px 8px', borderRadius: '6px' },
    ...{ border: '1px solid var(--line-strong)', backgroundColor: 'var(--panel)', color: 'var(--text)' },
  },
  '.cm-panel .cm-button': {
    ...{
      fontSize: '13px',
      fontFamily: 'inherit',
      padding: '3px 10px',
      borderRadius: '6px',
      cursor: 'pointer',
    },
    ...{ border: '1px solid var(--line-strong)', color: 'var(--text)' },
    ...{ backgroundImage: 'none', backgroundColor: 'var(--panel)' },
    '&:hover': { borderColor: 'var(--accent)', color: 'var(--accent)' },
    '&:active': { backgroundImage: 'none', backgroundColor: 'var(--accent-soft)' },
  },
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
/** Ours come first: of two styles for one thing the earlier wins. */
const DARK: Extension = [
  EditorView.theme(
    {
      '&': { backgroundColor: 'var(--panel)', color: 'var(--text)' },
      '.cm-gutters': { backgroundColor: 'var(--panel-2)', color: 'var(--text-3)', border: 'none' },
      '.cm-panels': { backgroundColor: 'var(--panel-2)', color: 'var(--text)' },
      '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'rgb(255 255 255 / 4%)' },
    },
    { dark: true },
  ),
  oneDark,
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
        search({ top: true }),
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
  // It scrolls, and what scrolls must be reachable from the keyboard.
  view.scrollDOM.tabIndex = 0;
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
