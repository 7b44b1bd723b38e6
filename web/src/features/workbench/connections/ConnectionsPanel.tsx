import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listInstancesOptions } from '../../../api/@tanstack/react-query.gen';
import { Failure } from '../../../ui/Answer';
import { isGone, isUp } from '../../instances/model';
import { NEW, useDeskParts } from '../desk/useDesk';
import { BulkBar } from './BulkBar';
import { connectionsQuery } from './calls';
import styles from './ConnectionsPanel.module.css';
import { ConnectionTree } from './ConnectionTree';
import { MoreMenu } from './MoreMenu';
import { allTags, firstOf, readKey, rowsOf, type TreeKey } from './tree';

export interface Target {
  connection_id?: string;
  instance_id?: string;
}

interface ConnectionsPanelProps {
  onOpen: (target: Target) => void;
  /** The keys of what has a session open. */
  openTargets: Set<TreeKey>;
}

/** Everything that one can connect to: saved connections in their folders, and one's own instances. */
export function ConnectionsPanel({ onOpen, openTargets }: ConnectionsPanelProps) {
  const { t } = useTranslation();
  const { local, editConnection } = useDeskParts();
  const saved = useQuery(connectionsQuery);
  const instances = useQuery({ ...listInstancesOptions(), enabled: !local });
  const [query, setQuery] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const [selected, setSelected] = useState<TreeKey[]>([]);
  const wanted = useDeferredValue(query);

  const list = saved.data;
  const rows = useMemo(() => (list === undefined ? [] : rowsOf(list, wanted, tags)), [list, wanted, tags]);
  const known = useMemo(() => (list === undefined ? [] : allTags(list.connections)), [list]);
  const looking = wanted.trim() !== '' || tags.length > 0;
  const rented = useMemo(() => {
    const words = wanted.toLowerCase().trim();
    return (instances.data ?? []).filter(
      (one) => !isGone(one) && tags.length === 0 && `${one.name} ${one.id}`.toLowerCase().includes(words),
    );
  }, [instances.data, wanted, tags]);
  const chosen = selected.map(readKey).flatMap((one) => (one.kind === 'connection' ? [one.id] : []));

  /** Who looks for a machine by its name wants to go there. */
  function openFirst() {
    const first = looking ? firstOf(rows) : undefined;
    if (first !== undefined) onOpen({ connection_id: first.id });
    else if (looking && rented[0] !== undefined && isUp(rented[0])) onOpen({ instance_id: rented[0].id });
  }

  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <Input
          size="small"
          allowClear
          className={styles.search}
          value={query}
          placeholder={t('workbench-connections.search_short')}
          title={t('workbench-connections.search')}
          aria-label={t('workbench-connections.search')}
          onPressEnter={openFirst}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Button
          size="small"
          type="text"
          icon={<PlusOutlined />}
          title={t('workbench-connections.new')}
          aria-label={t('workbench-connections.new')}
          onClick={() => editConnection(NEW)}
        />
        <MoreMenu />
      </div>
      {known.length > 0 && <Tags all={known} chosen={tags} onChoose={setTags} />}
      {saved.error !== null && list === undefined && <Failure error={saved.error} retry={saved.refetch} />}
      {list !== undefined && (
        <ConnectionTree
          list={list}
          rows={rows}
          instances={local ? null : rented}
          looking={looking}
          openTargets={openTargets}
          selected={selected}
          onSelect={setSelected}
          onOpen={onOpen}
        />
      )}
      {chosen.length > 1 && <BulkBar ids={chosen} onDone={() => setSelected([])} />}
    </div>
  );
}

function Tags({
  all,
  chosen,
  onChoose,
}: {
  all: string[];
  chosen: string[];
  onChoose: (tags: string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.tags} role="group" aria-label={t('workbench-connections.tags')}>
      {all.map((tag) => {
        const on = chosen.includes(tag);
        return (
          <button
            key={tag}
            type="button"
            aria-pressed={on}
            className={`${styles.tag} ${on ? styles.on : ''}`}
            onClick={() => onChoose(on ? chosen.filter((one) => one !== tag) : [...chosen, tag])}
          >
            {tag}
          </button>
        );
      })}
    </div>
  );
}
