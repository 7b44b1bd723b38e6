import { ExportOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Popconfirm, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { exposePort, unexposePort, type PortOut } from '../../../api';
import { listPortsOptions } from '../../../api/@tanstack/react-query.gen';
import { refresh } from '../../../app/queries';
import { useAct } from '../../../ui/act';
import { Answer } from '../../../ui/Answer';
import { CopyText } from '../../../ui/Copy';
import { Panel } from '../../../ui/Page';
import { Tag } from '../../../ui/Status';
import { useAsk } from '../acts/asking';
import { whyNot } from '../menu';
import { isUp, type Instance } from '../model';
import { JUPYTER_PORT } from '../names';
import { useOpenService } from '../openService';
import styles from './Ports.module.css';

/** The web addresses of an instance: JupyterLab's, and those that its renter opened. */
export function Ports({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const ports = useQuery(listPortsOptions({ path: { instance_id: instance.id } }));
  return (
    <Panel
      flush
      title={t('instances.ports.title')}
      extra={
        <Button
          size="small"
          type="primary"
          disabled={whyNot(instance, 'port') !== null}
          onClick={() => ask('port', instance)}
        >
          {t('instances.act.port')}
        </Button>
      }
    >
      <p className={styles.lead}>{t('instances.ports.lead')}</p>
      <ul className={styles.ports}>
        <Jupyter instance={instance} />
        <Answer query={ports}>
          {(open) => open.map((port) => <Port key={port.port} instance={instance} port={port} />)}
        </Answer>
      </ul>
    </Panel>
  );
}

function Jupyter({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const open = useOpenService();
  return (
    <li className={styles.port}>
      <strong className="num">{JUPYTER_PORT}</strong>
      <span className={styles.address}>
        JupyterLab <Tag>{t('instances.ports.private')}</Tag>
      </span>
      <span className={styles.acts}>
        <Button
          size="small"
          icon={<ExportOutlined />}
          disabled={!isUp(instance)}
          onClick={() => open(instance.id)}
        >
          {t('instances.ports.open')}
        </Button>
      </span>
    </li>
  );
}

function Port({ instance, port }: { instance: Instance; port: PortOut }) {
  const { t } = useTranslation();
  const act = useAct();
  const open = useOpenService();
  const [busy, setBusy] = useState(false);
  const path = { instance_id: instance.id };

  async function change(work: () => Promise<unknown>, done: string) {
    setBusy(true);
    try {
      await act(work, done);
    } finally {
      await refresh('listPorts');
      setBusy(false);
    }
  }

  const show = (isPublic: boolean) =>
    change(
      () => exposePort({ path, body: { port: port.port, public: isPublic }, throwOnError: true }),
      t(isPublic ? 'instances.ports.now_public' : 'instances.ports.now_private', { port: port.port }),
    );
  const close = () =>
    change(
      () => unexposePort({ path: { ...path, port: port.port }, throwOnError: true }),
      t('instances.ports.closed', { port: port.port }),
    );

  return (
    <li className={styles.port}>
      <strong className="num">{port.port}</strong>
      <span className={styles.address}>
        <CopyText
          wrap
          text={port.url}
          label={t('common.copy_what', { what: t('instances.ports.address') })}
        />
      </span>
      <span className={styles.acts}>
        <label className={styles.switch}>
          <Switch size="small" checked={port.public} loading={busy} onChange={show} />
          {t(port.public ? 'instances.ports.public' : 'instances.ports.private')}
        </label>
        <Button
          size="small"
          icon={<ExportOutlined />}
          disabled={!isUp(instance)}
          onClick={() => open(instance.id, port.port)}
        >
          {t('instances.ports.open')}
        </Button>
        <Popconfirm
          title={t('instances.ports.close_title', { port: port.port })}
          description={t('instances.ports.close_lead')}
          okText={t('instances.ports.close')}
          okButtonProps={{ danger: true }}
          cancelText={t('common.cancel')}
          onConfirm={close}
        >
          <Button size="small" danger disabled={busy}>
            {t('instances.ports.close')}
          </Button>
        </Popconfirm>
      </span>
    </li>
  );
}
