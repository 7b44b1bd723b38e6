import { DownOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dropdown, type MenuProps } from 'antd';
import i18next from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PortOut } from '../../../api';
import { listPortsOptions } from '../../../api/@tanstack/react-query.gen';
import { useAsk } from '../acts/asking';
import { isUp, type Instance } from '../model';
import { useOpenService } from '../openService';
import styles from './List.module.css';

/** The ways in that need no program of one's own: the workbench, JupyterLab, the opened ports, the monitor. */
export function Tools({ instance }: { instance: Instance }) {
  const { t } = useTranslation();
  const open = useOpenService();
  const up = isUp(instance);
  return (
    <div className={styles.tools}>
      {up ? (
        <Link to="/workbench" search={{ instance: instance.id }} className={styles.tool}>
          {t('workbench.terminal')}
        </Link>
      ) : (
        <Button size="small" type="link" disabled>
          {t('workbench.terminal')}
        </Button>
      )}
      <Button size="small" type="link" disabled={!up} onClick={() => open(instance.id)}>
        JupyterLab
      </Button>
      <Ports instance={instance} onOpen={(port) => open(instance.id, port)} />
      <Link
        to="/instances/$instanceId"
        params={{ instanceId: instance.id }}
        search={{ tab: 'monitor' }}
        className={styles.tool}
      >
        {t('instances.tab.monitor')}
      </Link>
    </div>
  );
}

/** The opened ports, asked for when the menu is opened. */
function Ports({ instance, onOpen }: { instance: Instance; onOpen: (port: number) => void }) {
  const { t } = useTranslation();
  const [looked, setLooked] = useState(false);
  const ask = useAsk();
  const navigate = useNavigate();
  const path = { instance_id: instance.id };
  const ports = useQuery({ ...listPortsOptions({ path }), enabled: looked });
  return (
    <Dropdown
      trigger={['click']}
      onOpenChange={(isOpen) => setLooked((before) => before || isOpen)}
      menu={{
        items: [
          ...portItems(ports.data, isUp(instance)),
          { key: 'line', type: 'divider' },
          { key: 'add', label: t('instances.act.port') },
          { key: 'all', label: t('instances.ports.manage') },
        ],
        onClick: ({ key }) => {
          if (key === 'add') ask('port', instance);
          else if (key === 'all')
            void navigate({
              to: '/instances/$instanceId',
              params: { instanceId: instance.id },
              search: { tab: 'ports' },
            });
          else onOpen(Number(key));
        },
      }}
    >
      <Button size="small" type="link">
        {t('instances.tab.ports')} <DownOutlined aria-hidden="true" />
      </Button>
    </Dropdown>
  );
}

function portItems(ports: PortOut[] | undefined, up: boolean): NonNullable<MenuProps['items']> {
  if (ports === undefined)
    return [{ key: 'wait', disabled: true, label: i18next.t('instances.ports.looking') }];
  if (ports.length === 0) return [{ key: 'none', disabled: true, label: i18next.t('instances.ports.none') }];
  return ports.map(({ port, public: isPublic }) => ({
    key: String(port),
    disabled: !up,
    label: `${port} · ${isPublic ? i18next.t('instances.ports.public') : i18next.t('instances.ports.private')}`,
  }));
}
