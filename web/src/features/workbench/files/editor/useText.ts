/** One text file: as it was read, as it will be saved, and what came between. */
import { App } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Problem, problemOf, sentence } from '../../../../app/problem';
import { queryClient } from '../../../../app/queries';
import type { TextOut } from '../../api';
import { files, folderKey, type Encoding } from '../filesApi';
import { parentOf } from '../paths';

export type LineEnding = 'lf' | 'crlf';

export interface Shape {
  encoding: string;
  lineEnding: LineEnding;
}

interface Loaded {
  text: TextOut;
  /** Counts the times it was read: each time the editor starts from what was read. */
  round: number;
}

export function useText(sessionId: string, path: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<Problem | null>(null);
  const [shape, setShape] = useState<Shape>({ encoding: 'utf-8', lineEnding: 'lf' });
  const [dirty, setDirty] = useState(false);
  const [saving, setSaving] = useState(false);
  /** What is on the machine now, where somebody else has changed it. */
  const [theirs, setTheirs] = useState<TextOut | null>(null);
  const version = useRef<string | null>(null);

  const take = useCallback((text: TextOut) => {
    version.current = text.version;
    setLoaded((before) => ({ text, round: (before?.round ?? 0) + 1 }));
    setShape({ encoding: text.encoding, lineEnding: text.line_ending === 'crlf' ? 'crlf' : 'lf' });
    setDirty(false);
    setTheirs(null);
  }, []);

  const load = useCallback(
    async (encoding: Encoding | 'auto' = 'auto') => {
      setError(null);
      try {
        take(await files.text(sessionId, path, encoding));
      } catch (thrown) {
        setError(problemOf(thrown, 0));
      }
    },
    [sessionId, path, take],
  );

  useEffect(() => {
    // The first reading is what the component is for; its answer comes later.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    void load();
  }, [load]);

  /** True when it is saved. */
  async function save(text: string, force = false): Promise<boolean> {
    setSaving(true);
    try {
      const body = { path, text, encoding: shape.encoding, line_ending: shape.lineEnding, create: true };
      const answer = await files.saveText(sessionId, { ...body, version: force ? null : version.current });
      version.current = answer.version;
      setDirty(false);
      setTheirs(null);
      message.success(t('workbench-files.editor.saved'));
      void queryClient.invalidateQueries({ queryKey: folderKey(sessionId, parentOf(path) ?? '/') });
      return true;
    } catch (thrown) {
      const problem = problemOf(thrown, 0);
      if (problem.code === 'workbench.file_changed') setTheirs(await files.text(sessionId, path, 'auto'));
      else message.error(sentence(problem));
      return false;
    } finally {
      setSaving(false);
    }
  }

  function reshape(patch: Partial<Shape>): void {
    setShape({ ...shape, ...patch });
    setDirty(true);
  }

  return {
    ...{ loaded, error, shape, dirty, saving, theirs },
    ...{ load, save, take, reshape, setDirty, forgetTheirs: () => setTheirs(null) },
  };
}

export type TextState = ReturnType<typeof useText>;
