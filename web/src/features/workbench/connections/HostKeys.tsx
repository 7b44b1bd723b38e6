import { DeleteOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Table } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAct } from '../../../ui/act';
import { Answer } from '../../../ui/Answer';
import { time } from '../../../ui/format';
import type { HostKeyOut } from '../api';
import { deleteHostKey, hostKeysQuery } from './calls';
import styles from './Dialogs.module.css';

/** The host keys that were accepted and saved, and forgetting one. */
export function HostKeys({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const keys = useQuery(hostKeysQuery);
  const act = useAct();
  const placeOf = ({ host, port }: HostKeyOut) => (port === 22 ? host : `${host}:${port}`);
  return (
    <Modal
      open
      width={760}
      title={t('workbench-connections.host_keys.title')}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
      onCancel={onClose}
    >
      <p className={styles.lead}>{t('workbench-connections.host_keys.lead')}</p>
      <Answer query={keys}>
        {(all) => (
          <Table<HostKeyOut>
            size="small"
            rowKey="id"
            dataSource={all}
            pagination={all.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
            scroll={{ x: 640, y: 420 }}
            locale={{
              emptyText: <span className="quiet">{t('workbench-connections.host_keys.none')}</span>,
            }}
            columns={[
              {
                title: t('workbench-connections.host_keys.host'),
                key: 'host',
                width: 160,
                render: (_, key) => <span className="mono">{placeOf(key)}</span>,
              },
              { title: t('workbench-connections.host_keys.type'), dataIndex: 'algorithm', width: 116 },
              {
                title: t('workbench-connections.question.fingerprint'),
                key: 'fingerprint',
                render: (_, key) => <code className={styles.fingerprint}>{key.fingerprint}</code>,
              },
              {
                title: t('workbench-connections.host_keys.accepted'),
                key: 'at',
                width: 130,
                render: (_, key) => time(key.accepted_at, 'date'),
              },
              {
                key: 'delete',
                width: 48,
                render: (_, key) => (
                  <Button
                    size="small"
                    type="text"
                    danger
                    icon={<DeleteOutlined />}
                    aria-label={t('workbench-connections.host_keys.delete', { host: placeOf(key) })}
                    onClick={() =>
                      void act(
                        () => deleteHostKey(key.id),
                        t('workbench-connections.host_keys.deleted'),
                      ).catch(() => undefined)
                    }
                  />
                ),
              },
            ]}
          />
        )}
      </Answer>
    </Modal>
  );
}
