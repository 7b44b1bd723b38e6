import { CodeOutlined, DesktopOutlined, FolderOutlined } from '@ant-design/icons';
import { Dropdown, Tree, type TreeDataNode } from 'antd';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useHeight } from '../../../ui/height';
import { useNarrow } from '../../../ui/narrow';
import { wordsOf } from '../../../ui/words';
import { isUp, type Instance } from '../../instances/model';
import type { ConnectionList } from '../api';
import styles from './ConnectionsPanel.module.css';
import type { Target } from './ConnectionsPanel';
import { folderKey, foldersOf, INSTANCES, instanceKey, readKey, type Row, type TreeKey } from './tree';
import { DRAG_KEY, useTreeDrag } from './useTreeDrag';
import { useTreeMenu } from './useTreeMenu';

interface ConnectionTreeProps {
  list: ConnectionList;
  rows: Row[];
  /** Null where there are none, as in the standalone workbench. */
  instances: Instance[] | null;
  looking: boolean;
  openTargets: Set<TreeKey>;
  selected: TreeKey[];
  onSelect: (keys: TreeKey[]) => void;
  onOpen: (target: Target) => void;
}

/** The tree itself: a double click or Enter connects, dragging puts things elsewhere, the right button shows more. */
export function ConnectionTree(props: ConnectionTreeProps) {
  const { list, rows, instances, looking, openTargets, selected, onSelect, onOpen } = props;
  const { t } = useTranslation();
  const narrow = useNarrow();
  const box = useRef<HTMLDivElement>(null);
  const height = useHeight(box);
  const [folded, setFolded] = useState<TreeKey[]>([]);
  const [active, setActive] = useState<TreeKey | null>(null);
  const [pointed, setPointed] = useState<TreeKey | null>(null);

  const data = useMemo(() => {
    const own = instances === null ? [] : [instancesNode(instances, openTargets)];
    return [...own, ...nodesOf(rows, openTargets)];
  }, [instances, rows, openTargets]);
  // Everything is unfolded unless somebody folds it: what is hidden is forgotten.
  const expanded = useMemo(
    () => [INSTANCES, ...foldersOf(rows)].filter((key) => looking || !folded.includes(key)),
    [rows, folded, looking],
  );

  function open(key: TreeKey | null) {
    const { kind, id } = readKey(key ?? '');
    if (kind === 'connection') onOpen({ connection_id: id });
    if (kind === 'instance' && instances?.some((one) => one.id === id && isUp(one)))
      onOpen({ instance_id: id });
  }

  const drag = useTreeDrag(list, selected);
  const menu = useTreeMenu({ list, selected, onOpen: open });

  function press(event: KeyboardEvent) {
    if (active === null) return;
    if (event.key === 'Enter') open(active);
    else if (event.key === 'F2') menu.edit(active);
    else if (event.key === 'Delete') menu.remove(active);
    else return;
    event.preventDefault();
  }

  const nothing = rows.length === 0;
  return (
    <Dropdown trigger={['contextMenu']} menu={menu.of(pointed)}>
      <div ref={box} className={styles.tree} onContextMenuCapture={() => setPointed(null)} {...drag}>
        <Tree.DirectoryTree
          aria-label={t('workbench-connections.tree')}
          blockNode
          multiple
          showIcon={false}
          virtual
          height={Math.max(60, height - (nothing ? 48 : 8))}
          itemHeight={28}
          treeData={data}
          selectedKeys={selected}
          expandedKeys={expanded}
          onExpand={(_, { node, expanded: on }) => {
            const key = String(node.key);
            setFolded((keys) => (on ? keys.filter((one) => one !== key) : [...keys, key]));
          }}
          onSelect={(keys, { node, nativeEvent }) => {
            onSelect(keys.map(String));
            // The keys mean what was clicked last, too.
            setActive(String(node.key));
            const plain = !(nativeEvent.ctrlKey || nativeEvent.metaKey || nativeEvent.shiftKey);
            // A finger taps once.
            if (narrow && plain) open(String(node.key));
          }}
          onDoubleClick={(_, node) => open(String(node.key))}
          onRightClick={({ node }) => setPointed(String(node.key))}
          // It says null when nothing is active, whatever its type promises.
          onActiveChange={(key) => setActive((key as string | null) ?? null)}
          onKeyDown={press}
        />
        {nothing && (
          <p className={styles.none}>
            {t(looking ? 'workbench-connections.none_found' : 'workbench-connections.none')}
          </p>
        )}
        {menu.dialogs}
      </div>
    </Dropdown>
  );
}

function nodesOf(rows: Row[], open: Set<TreeKey>): TreeDataNode[] {
  return rows.map((row) =>
    row.kind === 'folder'
      ? {
          key: folderKey(row.path),
          title: <Label icon={<FolderOutlined />} name={row.title} drag={row.key} />,
          children: nodesOf(row.children, open),
          isLeaf: false,
        }
      : {
          key: row.key,
          isLeaf: true,
          title: (
            <Label
              icon={<CodeOutlined />}
              name={row.connection.name}
              drag={row.key}
              hint={`${row.connection.username}@${row.connection.host}:${row.connection.port}`}
              open={open.has(row.key)}
            />
          ),
        },
  );
}

function instancesNode(instances: Instance[], open: Set<TreeKey>): TreeDataNode {
  return {
    key: INSTANCES,
    title: <InstancesLabel none={instances.length === 0} />,
    children: instances.map((instance) => ({
      key: instanceKey(instance.id),
      isLeaf: true,
      title: (
        <Label
          icon={<DesktopOutlined />}
          name={instance.name}
          hint={instance.id}
          off={!isUp(instance)}
          aside={isUp(instance) ? undefined : wordsOf(`states.${instance.state}`, instance.state)}
          open={open.has(instanceKey(instance.id))}
        />
      ),
    })),
    isLeaf: false,
  };
}

function InstancesLabel({ none }: { none: boolean }) {
  const { t } = useTranslation();
  return (
    <Label
      icon={<FolderOutlined />}
      name={t('workbench-connections.instances')}
      aside={none ? t('workbench-connections.no_instances') : undefined}
    />
  );
}

interface LabelProps {
  icon: React.ReactNode;
  name: string;
  /** Its key, where it can be taken elsewhere. */
  drag?: TreeKey;
  hint?: string;
  aside?: string;
  off?: boolean;
  open?: boolean;
}

function Label({ icon, name, drag, hint, aside, off = false, open = false }: LabelProps) {
  const { t } = useTranslation();
  return (
    <span
      className={`${styles.row} ${off ? styles.off : ''}`}
      title={hint}
      {...(drag !== undefined && { draggable: true, [DRAG_KEY]: drag })}
    >
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <span className={styles.name}>{name}</span>
      {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      {open && <span className={styles.open} role="img" aria-label={t('workbench-connections.open_now')} />}
    </span>
  );
}
