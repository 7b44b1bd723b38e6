import { EditOutlined, RightOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { queryClient } from '../../../app/queries';
import type { FolderOut } from '../api';
import { files, folderKey } from './filesApi';
import styles from './Bar.module.css';
import { crumbs, join, parentOf, shownName } from './paths';
import { isFolder } from './sorting';

const FRESH_MS = 30_000;
const OFFERED = 20;

interface PathBarProps {
  sessionId: string;
  path: string;
  onGo: (path: string) => void;
}

/** The folders that a half typed path may mean. */
async function offered(sessionId: string, here: string, typed: string): Promise<string[]> {
  const whole = join(here, typed);
  const folder = typed.endsWith('/') ? whole : (parentOf(whole) ?? whole);
  const start = typed.endsWith('/') ? '' : (typed.split('/').at(-1) ?? '').toLowerCase();
  const { entries } = await queryClient.query<FolderOut>({
    queryKey: folderKey(sessionId, folder),
    queryFn: ({ signal }) => files.list(sessionId, folder, signal),
    staleTime: FRESH_MS,
    retry: false,
  });
  return entries
    .filter((entry) => isFolder(entry) && entry.name.toLowerCase().startsWith(start))
    .slice(0, OFFERED)
    .map(({ name }) => join(folder, name));
}

function Editing({ sessionId, path, onGo, onEnd }: PathBarProps & { onEnd: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(path);
  const [options, setOptions] = useState<string[]>([]);
  const asked = useRef(0);

  function type(next: string) {
    setText(next);
    const mine = (asked.current += 1);
    offered(sessionId, path, next).then(
      (found) => mine === asked.current && setOptions(found),
      // What is typed is no folder yet; Enter says whether it is one.
      () => mine === asked.current && setOptions([]),
    );
  }

  function go(to: string) {
    onEnd();
    if (to.trim() !== '') onGo(join(path, to.trim()));
  }

  return (
    <AutoComplete
      className={styles.editing}
      value={text}
      options={options.map((value) => ({ value }))}
      defaultActiveFirstOption={false}
      onChange={type}
      onSelect={(value: string) => type(`${value}/`)}
      popupMatchSelectWidth
    >
      <Input
        autoFocus
        className="mono"
        aria-label={t('workbench-files.path')}
        spellCheck={false}
        size="small"
        onFocus={(event) => event.target.select()}
        onBlur={onEnd}
        onPressEnter={(event) => go(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onEnd();
        }}
      />
    </AutoComplete>
  );
}

/** Where the list is: each folder above is a button, and the whole is a line to type in. */
export function PathBar(props: PathBarProps) {
  const { path, onGo } = props;
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const trail = useRef<HTMLOListElement>(null);
  const parts = crumbs(path);

  // The last part is where one is: it is what a narrow bar shows.
  useEffect(() => {
    trail.current?.scrollTo({ left: trail.current.scrollWidth });
  }, [path, editing]);

  if (editing) return <Editing {...props} onEnd={() => setEditing(false)} />;
  return (
    <nav className={styles.path} aria-label={t('workbench-files.path')}>
      <ol className={styles.crumbs} ref={trail}>
        {parts.map((crumb, index) => (
          <li key={crumb.path}>
            {index > 1 && <RightOutlined aria-hidden="true" className={styles.slash} />}
            <button
              type="button"
              className={styles.crumb}
              aria-current={index === parts.length - 1 ? 'location' : undefined}
              aria-label={crumb.path === '/' ? t('workbench-files.root') : undefined}
              onClick={() => (index === parts.length - 1 ? setEditing(true) : onGo(crumb.path))}
            >
              {shownName(crumb.name)}
            </button>
          </li>
        ))}
      </ol>
      <Tooltip title={t('workbench-files.edit_path')} placement="bottomRight">
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t('workbench-files.edit_path')}
          onClick={() => setEditing(true)}
        />
      </Tooltip>
    </nav>
  );
}
