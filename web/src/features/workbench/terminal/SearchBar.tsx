import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { Button, Input, Tooltip } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useShade } from '../../../ui/theme';
import styles from './TerminalPane.module.css';
import { usePreferences } from './preferences';
import type { Screen } from './screen';
import { marksOf, themeOf } from './themes';

interface Found {
  index: number;
  count: number;
}

/** Finds text in everything that the terminal still knows. */
export function SearchBar({ screen, onClose }: { screen: Screen; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => firstLine(screen.term.getSelection()));
  const [exact, setExact] = useState(false);
  const [pattern, setPattern] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const { search } = screen;
  const shade = useShade();
  const { theme } = usePreferences();

  useEffect(() => {
    const listening = search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setFound({ index: resultIndex, count: resultCount }),
    );
    return () => {
      listening.dispose();
      search.clearDecorations();
    };
  }, [search]);

  const marks = marksOf(themeOf(theme, shade));
  useEffect(() => {
    // What is found is selected as well, and a selection is drawn above every mark.
    screen.paintFound(marks.activeMatchBackground);
    return () => screen.paintFound(null);
  }, [screen, marks.activeMatchBackground]);

  const options = { caseSensitive: exact, regex: pattern && isPattern(text), decorations: marks };

  useEffect(() => {
    // Upwards: what one looks for is most often what was printed last.
    if (text === '') search.clearDecorations();
    else
      search.findPrevious(text, {
        caseSensitive: exact,
        regex: pattern && isPattern(text),
        incremental: true,
        decorations: marks,
      });
  }, [search, text, exact, pattern, marks]);

  function go(down: boolean): void {
    if (down) search.findNext(text, options);
    else search.findPrevious(text, options);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles.search} role="search">
      <Input
        autoFocus
        size="small"
        value={text}
        aria-label={t('workbench-terminal.search.label')}
        placeholder={t('workbench-terminal.search.label')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <span className={styles.count} role="status">
        {text !== '' && found !== null && countWords(t, found)}
      </span>
      <Toggle label={t('workbench-terminal.search.exact')} sign="Aa" on={exact} onChange={setExact} />
      <Toggle label={t('workbench-terminal.search.pattern')} sign=".*" on={pattern} onChange={setPattern} />
      <Button
        type="text"
        size="small"
        aria-label={t('workbench-terminal.search.up')}
        icon={<ArrowUpOutlined />}
        onClick={() => go(false)}
      />
      <Button
        type="text"
        size="small"
        aria-label={t('workbench-terminal.search.down')}
        icon={<ArrowDownOutlined />}
        onClick={() => go(true)}
      />
      <Button
        type="text"
        size="small"
        aria-label={t('common.close')}
        icon={<CloseOutlined />}
        onClick={onClose}
      />
    </div>
  );
}

interface ToggleProps {
  label: string;
  sign: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Toggle({ label, sign, on, onChange }: ToggleProps) {
  return (
    <Tooltip title={label}>
      <Button
        type={on ? 'primary' : 'text'}
        size="small"
        aria-label={label}
        aria-pressed={on}
        onClick={() => onChange(!on)}
      >
        {sign}
      </Button>
    </Tooltip>
  );
}

function countWords(t: TFunction, found: Found): string {
  if (found.count === 0) return t('workbench-terminal.search.none');
  if (found.index < 0) return t('workbench-terminal.search.many', { count: found.count });
  return t('workbench-terminal.search.found', { index: found.index + 1, all: found.count });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
