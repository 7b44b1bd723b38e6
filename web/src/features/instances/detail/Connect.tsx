import { CodeOutlined, ExperimentOutlined } from '@ant-design/icons';
import { Alert, Button, InputNumber } from 'antd';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';

import { CopyBlock, CopyText, Secret } from '../../../ui/Copy';
import { Facts } from '../../../ui/Facts';
import { Panel } from '../../../ui/Page';
import {
  copyCommands,
  DATA_DISK,
  forward,
  knownHost,
  PYTHON,
  sshAlias,
  sshConfig,
  vscodeLink,
} from '../connect';
import { usePassword } from '../list/Login';
import { isUp, type Instance } from '../model';
import { useOpenService } from '../openService';
import styles from './Connect.module.css';

/** Every way in, with all values filled in and ready to be copied. */
export function Connect({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  return (
    <div className={styles.connect}>
      {!isUp(instance) && <Alert showIcon type="info" title={t('connect.off')} />}
      <div className={styles.grid}>
        <div className={styles.column}>
          <OpenSsh instance={instance} />
          <Config instance={instance} />
          <Files instance={instance} />
        </div>
        <div className={styles.column}>
          <Jupyter instance={instance} />
          <VsCode instance={instance} />
          <PyCharm instance={instance} />
          <Forwarding instance={instance} />
        </div>
      </div>
    </div>
  );
}

function OpenSsh({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const password = usePassword(instance.id);
  const { ssh } = instance;
  const copy = (what: string) => t('common.copy_what', { what });
  return (
    <Panel title={t('connect.ssh.title')}>
      <Facts
        items={[
          [
            t('connect.ssh.command'),
            <CopyText key="c" wrap text={ssh.command} label={copy(t('instances.login_command'))} />,
          ],
          [
            t('connect.ssh.password'),
            <Secret key="p" reveal={password} name={t('instances.password_of_root')} />,
          ],
          [
            t('connect.ssh.fingerprint'),
            <CopyText
              key="f"
              wrap
              text={ssh.host_key_fingerprint}
              label={copy(t('connect.ssh.fingerprint'))}
            />,
          ],
        ]}
      />
      <p className={styles.hint}>{t('connect.ssh.hint')}</p>
      <p className={styles.hint}>{t('connect.ssh.keys')}</p>
    </Panel>
  );
}

function Config({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const alias = sshAlias(instance);
  return (
    <Panel title={t('connect.config.title')}>
      <p className={styles.step}>{t('connect.config.lead')}</p>
      <CopyBlock
        text={sshConfig(instance)}
        label={t('common.copy_what', { what: t('connect.config.block') })}
      />
      <p className={styles.step}>{t('connect.config.then')}</p>
      <CopyBlock
        text={`ssh ${alias}`}
        label={t('common.copy_what', { what: t('instances.login_command') })}
      />
      <p className={styles.step}>{t('connect.config.known')}</p>
      <CopyBlock
        text={knownHost(instance)}
        label={t('common.copy_what', { what: t('connect.config.known_line') })}
      />
    </Panel>
  );
}

function Files({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const { scp, rsync, back } = copyCommands(instance);
  const label = t('common.copy_what', { what: t('connect.files.command') });
  return (
    <Panel title={t('connect.files.title')}>
      <p className={styles.step}>{t('connect.files.lead', { disk: DATA_DISK })}</p>
      <CopyBlock text={scp} label={label} />
      <p className={styles.step}>{t('connect.files.rsync')}</p>
      <CopyBlock text={rsync} label={label} />
      <p className={styles.step}>{t('connect.files.back')}</p>
      <CopyBlock text={back} label={label} />
    </Panel>
  );
}

function Jupyter({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const open = useOpenService();
  return (
    <Panel title="JupyterLab">
      <p className={styles.step}>{t('connect.jupyter.lead')}</p>
      <Button
        type="primary"
        icon={<ExperimentOutlined />}
        disabled={!isUp(instance)}
        onClick={() => open(instance.id)}
      >
        {t('connect.jupyter.open')}
      </Button>
    </Panel>
  );
}

function VsCode({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('connect.vscode.title')}>
      <ol className={styles.steps}>
        <li>{t('connect.vscode.extension')}</li>
        <li>{t('connect.vscode.press')}</li>
        <li>{t('connect.vscode.password')}</li>
      </ol>
      <Button icon={<CodeOutlined />} href={vscodeLink(instance)} disabled={!isUp(instance)}>
        {t('connect.vscode.open')}
      </Button>
      <p className={styles.hint}>
        <Trans
          i18nKey="connect.vscode.by_hand"
          values={{ command: instance.ssh.command }}
          components={{ code: <code /> }}
        />
      </p>
    </Panel>
  );
}

function PyCharm({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const { host, port, user } = instance.ssh;
  const value = (name: string, text: string): [string, React.ReactNode] => [
    name,
    <CopyText key={name} wrap text={text} label={t('common.copy_what', { what: name })} />,
  ];
  return (
    <Panel title="PyCharm">
      <p className={styles.step}>{t('connect.pycharm.lead')}</p>
      <Facts
        items={[
          value(t('connect.pycharm.host'), host),
          value(t('connect.pycharm.port'), String(port)),
          value(t('connect.pycharm.user'), user),
          value(t('connect.pycharm.interpreter'), PYTHON),
          value(t('connect.pycharm.folder'), DATA_DISK),
        ]}
      />
    </Panel>
  );
}

function Forwarding({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const [port, setPort] = useState(6006);
  return (
    <Panel
      title={t('connect.forward.title')}
      extra={
        <InputNumber
          size="small"
          min={1}
          max={65535}
          precision={0}
          value={port}
          aria-label={t('connect.forward.port')}
          onChange={(value) => setPort(value ?? 6006)}
        />
      }
    >
      <p className={styles.step}>{t('connect.forward.lead', { port })}</p>
      <CopyBlock
        text={forward(instance, port)}
        label={t('common.copy_what', { what: t('connect.files.command') })}
      />
      <p className={styles.hint}>{t('connect.forward.then', { port })}</p>
    </Panel>
  );
}
