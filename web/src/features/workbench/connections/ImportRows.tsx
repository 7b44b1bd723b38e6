import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../../ui/Status';
import { wordsOf } from '../../../ui/words';
import type { ImportPreview, ImportRow } from '../api';
import { connectionsQuery } from './calls';
import styles from './Dialogs.module.css';
import { FolderField } from './FolderField';
import { canKeep, isNew } from './importing';

interface ImportRowsProps {
  preview: ImportPreview;
  keys: string[];
  onKeys: (keys: string[]) => void;
  folder: string;
  onFolder: (folder: string) => void;
}

const addressOf = ({ username, host, port }: ImportRow): string =>
  `${username === '' ? '' : `${username}@`}${host}:${port}`;

/** What was found in the files: what is new is chosen already, what is there or cannot be kept says so. */
export function ImportRows({ preview, keys, onKeys, folder, onFolder }: ImportRowsProps) {
  const { t } = useTranslation();
  const { data } = useQuery(connectionsQuery);
  const { rows, format } = preview;
  const word = (name: 'name' | 'address' | 'auth' | 'folder' | 'remark') =>
    t(`workbench-connections.import.${name}`);
  return (
    <>
      <div className={styles.row}>
        <span className={styles.grow} role="status">
          {t('workbench-connections.import.found', {
            format: wordsOf(`workbench-connections.import.formats.${format}`, format),
            count: rows.length,
          })}
        </span>
        <Button size="small" onClick={() => onKeys(rows.filter(isNew).map((row) => row.key))}>
          {t('workbench-connections.import.new_only')}
        </Button>
        <label htmlFor="import-into">{t('workbench-connections.import.into')}</label>
        <span className={styles.grow}>
          <FolderField id="import-into" folders={data?.folders ?? []} value={folder} onChange={onFolder} />
        </span>
      </div>
      <Table<ImportRow>
        className={styles.table}
        size="small"
        rowKey="key"
        dataSource={rows}
        virtual
        pagination={false}
        scroll={{ x: 780, y: 360 }}
        rowSelection={{
          columnWidth: 44,
          selectedRowKeys: keys,
          onChange: (chosen) => onKeys(chosen.map(String)),
          getCheckboxProps: (row) => ({ disabled: !canKeep(row), 'aria-label': row.name }),
        }}
        columns={[
          { title: word('name'), dataIndex: 'name', width: 150, ellipsis: true },
          {
            title: word('address'),
            key: 'address',
            width: 240,
            ellipsis: true,
            render: (_, row) => (
              <span className="mono" title={addressOf(row)}>
                {addressOf(row)}
              </span>
            ),
          },
          { title: word('folder'), dataIndex: 'folder', width: 110, ellipsis: true },
          {
            title: word('auth'),
            key: 'auth',
            width: 84,
            render: (_, { auth, has_secret }) => (
              <span title={has_secret ? t('workbench-connections.import.with_secret') : undefined}>
                {wordsOf(`workbench-connections.form.auth_${auth}`, auth)}
                {has_secret && ' ✓'}
              </span>
            ),
          },
          {
            title: word('remark'),
            key: 'remark',
            render: (_, { duplicate_of, problem }) => (
              <>
                {duplicate_of !== null && <Tag>{t('workbench-connections.import.duplicate')}</Tag>}{' '}
                {problem !== null && (
                  <span className={styles.problem}>
                    {wordsOf(`workbench-connections.import.problems.${problem}`, problem)}
                  </span>
                )}
              </>
            ),
          },
        ]}
      />
    </>
  );
}
