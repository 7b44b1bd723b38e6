/** The editor's own words, in the reader's language. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const PHRASES = {
  Find: 'find',
  Replace: 'replace',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'match_case',
  'by word': 'by_word',
  regexp: 'regexp',
  replace: 'replace_one',
  'replace all': 'replace_all',
  close: 'close',
  'Go to line': 'go_to_line',
  go: 'go',
} as const;

export function usePhrases(): Record<string, string> {
  const { t } = useTranslation();
  return useMemo(
    () =>
      Object.fromEntries(
        Object.entries(PHRASES).map(([theirs, ours]) => [theirs, t(`workbench-files.editor.phrase.${ours}`)]),
      ),
    [t],
  );
}
