import { DownOutlined, HistoryOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Input, Space, Tooltip } from 'antd';
import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type ComponentRef,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';

import { complete } from './calls';
import styles from './CommandBar.module.css';
import { chosen, completed, type Completed } from './completing';
import { Choices } from './Choices';
import { HistoryList } from './HistoryList';
import { historyQuery } from './queries';
import { Recall } from './recall';

export interface BoxHandle {
  focus: () => void;
  focused: () => boolean;
}

interface CommandBoxProps {
  ref: Ref<BoxHandle>;
  sessionId: string;
  target: string;
  directory: string | null;
  onSend: (text: string, enter: boolean, toAll: boolean) => void;
  /** Back to the terminal. */
  onLeave?: () => void;
}

const MOST_ROWS = 6;

type Shown = { what: 'history' } | { what: 'choices'; found: Completed; at: number } | null;

/** Where commands are written in peace: several lines, any input method, history and completion. */
export function CommandBox({ ref, sessionId, target, directory, onSend, onLeave }: CommandBoxProps) {
  const { t } = useTranslation();
  const input = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Shown>(null);
  const [recall] = useState(() => new Recall());
  const history = useQuery(historyQuery(target));
  const area = () => input.current?.resizableTextArea?.textArea ?? null;

  useEffect(() => recall.know((history.data ?? []).map((one) => one.command)), [recall, history.data]);
  useImperativeHandle(ref, () => ({
    focus: () => input.current?.focus(),
    focused: () => document.activeElement === area(),
  }));

  function put(next: string, cursor = next.length): void {
    setText(next);
    // The caret can be placed only after the new text is there.
    requestAnimationFrame(() => area()?.setSelectionRange(cursor, cursor));
  }

  function send(enter: boolean, toAll = false): void {
    if (text === '' && !enter) return;
    onSend(text, enter, toAll);
    setText('');
    setShown(null);
    if (enter && text.trim() !== '') recall.sent(text);
    else recall.restart();
  }

  async function completeWord(): Promise<void> {
    const cursor = area()?.selectionStart ?? text.length;
    const line = text.slice(0, cursor);
    // An answer that does not come is no answer: the word stays as it is.
    const offered = await complete(sessionId, line, directory).catch(() => ({ start: 0, words: [] }));
    // Somebody typed on in the meantime.
    if (area()?.value !== text) return;
    const found = completed(text, cursor, offered);
    if (found.text !== text) put(found.text, found.cursor);
    setShown(found.choices.length > 0 ? { what: 'choices', found, at: 0 } : null);
  }

  function choose(found: Completed, word: string): void {
    const next = chosen(found.text, found.cursor, found.start, word);
    put(next.text, next.cursor);
    setShown(null);
    input.current?.focus();
  }

  /** The keys of the list of choices; false where it is not open or the key is none of them. */
  function inChoices(event: KeyboardEvent): boolean {
    if (shown?.what !== 'choices') return false;
    const { found, at } = shown;
    const { choices } = found;
    const step = { Tab: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[
      event.key
    ];
    if (step !== undefined) setShown({ ...shown, at: (at + step + choices.length) % choices.length });
    else if (event.key === 'Enter') choose(found, choices[at] ?? '');
    else if (event.key === 'Escape') setShown(null);
    else return false;
    return true;
  }

  function byItself(event: KeyboardEvent): boolean {
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) send(true, event.ctrlKey || event.metaKey);
    else if (event.key === 'Tab' && !event.shiftKey && text.trim() !== '') void completeWord();
    else if (event.altKey && event.code === 'KeyH') setShown({ what: 'history' });
    else if (event.key === 'Escape') onLeave?.();
    else if (event.key === 'ArrowUp' && onFirstLine(area())) return recalled(recall.older(text));
    else if (event.key === 'ArrowDown' && onLastLine(area())) return recalled(recall.newer(text));
    else return false;
    return true;
  }

  function recalled(line: string | null): boolean {
    if (line === null) return false;
    put(line);
    return true;
  }

  function onKey(event: KeyboardEvent): void {
    // An input method that is choosing a word has these keys to itself; Safari says so by the old key code only.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (inChoices(event) || byItself(event)) event.preventDefault();
  }

  return (
    <div className={styles.box}>
      {shown?.what === 'choices' && (
        <Choices words={shown.found.choices} at={shown.at} onChoose={(word) => choose(shown.found, word)} />
      )}
      {shown?.what === 'history' && (
        <HistoryList
          target={target}
          entries={history.data ?? []}
          onChoose={(command) => {
            setShown(null);
            put(command);
            input.current?.focus();
          }}
          onClose={() => {
            setShown(null);
            input.current?.focus();
          }}
        />
      )}
      <Input.TextArea
        ref={input}
        className={styles.input}
        style={{ resize: 'none' }}
        value={text}
        // Not by `autoSize`, which measures with a style attribute, and the content policy forbids those.
        rows={Math.min(MOST_ROWS, text.split('\n').length)}
        aria-label={t('workbench-commands.box')}
        placeholder={t('workbench-commands.placeholder')}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        onChange={(event) => {
          setText(event.target.value);
          setShown(null);
          recall.restart();
        }}
        onKeyDown={onKey}
      />
      <Tooltip title={t('workbench-commands.history.open')}>
        <Button
          aria-label={t('workbench-commands.history.open')}
          aria-expanded={shown?.what === 'history'}
          icon={<HistoryOutlined />}
          onClick={() => setShown(shown?.what === 'history' ? null : { what: 'history' })}
        />
      </Tooltip>
      <Space.Compact>
        <Button onClick={() => send(true)}>{t('workbench-commands.send')}</Button>
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'plain', label: t('workbench-commands.send_plain') },
              { key: 'all', label: t('workbench-commands.send_all'), extra: 'Ctrl+Enter' },
              { key: 'all_plain', label: t('workbench-commands.send_all_plain') },
            ],
            onClick: ({ key }) => send(key === 'all', key !== 'plain'),
          }}
        >
          <Button aria-label={t('workbench-commands.send_more')} icon={<DownOutlined />} />
        </Dropdown>
      </Space.Compact>
    </div>
  );
}

function onFirstLine(area: HTMLTextAreaElement | null): boolean {
  return area !== null && !area.value.slice(0, area.selectionStart).includes('\n');
}

function onLastLine(area: HTMLTextAreaElement | null): boolean {
  return area !== null && !area.value.slice(area.selectionEnd).includes('\n');
}
