import { PauseOutlined, ReloadOutlined, VerticalAlignBottomOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemOf, sentence } from '../../../../app/problem';
import { Status } from '../../../../ui/Status';
import { ask } from '../../wire';
import { addresses, type Encoding } from '../filesApi';
import styles from './Editor.module.css';
import type { Doc } from './useOpened';

/** What the page keeps of a log that never ends. */
const KEPT_PIECES = 2_000;
const NEAR_END = 24;

interface TailDocProps {
  doc: Doc;
  sessionId: string;
  hidden: boolean;
}

async function read(address: string, signal: AbortSignal, onText: (text: string) => void): Promise<void> {
  const answer = await ask('GET', address, null, { signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const piece = await reader?.read();
    if (piece?.value === undefined) return;
    onText(piece.value);
  }
}

/** The end of a file as it grows. */
export function TailDoc({ doc, sessionId, hidden }: TailDocProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLPreElement>(null);
  const [round, setRound] = useState(0);
  const [encoding, setEncoding] = useState<Encoding>('utf-8');
  const [follows, setFollows] = useState(true);
  const following = useRef(true);
  const [ended, setEnded] = useState<string | null>(null);
  const [cut, setCut] = useState(false);

  function turn(on: boolean) {
    following.current = on;
    setFollows(on);
    if (on) box.current?.scrollTo({ top: box.current.scrollHeight });
  }

  useEffect(() => {
    const pre = box.current;
    if (pre === null) return undefined;
    const stop = new AbortController();
    pre.replaceChildren();
    read(addresses.follow(sessionId, doc.path, encoding), stop.signal, (text) => {
      // Straight into the page: drawing all of a long log anew for each line would not keep up.
      pre.append(text);
      while (pre.childNodes.length > KEPT_PIECES) {
        pre.firstChild?.remove();
        setCut(true);
      }
      if (following.current) pre.scrollTop = pre.scrollHeight;
    }).then(
      () => setEnded(''),
      (error: unknown) => {
        if (!stop.signal.aborted) setEnded(sentence(problemOf(error, 0)));
      },
    );
    return () => stop.abort();
  }, [sessionId, doc.path, encoding, round]);

  function again(next: Encoding = encoding) {
    setEnded(null);
    setCut(false);
    setEncoding(next);
    setRound(round + 1);
  }

  const state =
    ended !== null ? (
      <Status tone={ended === '' ? 'stopped' : 'failed'}>
        {ended === '' ? t('workbench-files.tail.ended') : ended}
      </Status>
    ) : (
      <Status tone={follows ? 'running' : 'attention'}>
        {follows ? t('workbench-files.tail.live') : t('workbench-files.tail.paused')}
      </Status>
    );
  return (
    <div className={styles.doc} hidden={hidden}>
      <div className={styles.bar}>
        {state}
        <span className={styles.space} />
        {cut && <span className="quiet small">{t('workbench-files.tail.cut')}</span>}
        <Button size="small" type="text" onClick={() => again(encoding === 'gbk' ? 'utf-8' : 'gbk')}>
          {encoding.toUpperCase()}
        </Button>
        {ended !== null && (
          <Button size="small" icon={<ReloadOutlined />} onClick={() => again()}>
            {t('workbench-files.tail.again')}
          </Button>
        )}
        <Button
          size="small"
          icon={follows ? <PauseOutlined /> : <VerticalAlignBottomOutlined />}
          onClick={() => turn(!follows)}
        >
          {follows ? t('workbench-files.tail.pause') : t('workbench-files.tail.resume')}
        </Button>
      </div>
      {/* It scrolls, and what scrolls must be reachable from the keyboard. */}
      {/* eslint-disable jsx-a11y/no-noninteractive-tabindex */}
      <pre
        ref={box}
        className={styles.tail}
        tabIndex={0}
        aria-label={t('workbench-files.tail.text', { name: doc.name })}
        onWheel={({ deltaY }) => deltaY < 0 && following.current && turn(false)}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (!following.current && scrollHeight - scrollTop - clientHeight < NEAR_END) turn(true);
        }}
      />
      {/* eslint-enable jsx-a11y/no-noninteractive-tabindex */}
    </div>
  );
}
