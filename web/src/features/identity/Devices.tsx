import {
  ApiOutlined,
  DesktopOutlined,
  MobileOutlined,
  QuestionCircleOutlined,
  TabletOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Session } from '../../api';
import { endSession } from '../../api';
import { listSessionsOptions } from '../../api/@tanstack/react-query.gen';
import { refresh } from '../../app/queries';
import { useAct } from '../../ui/act';
import { Ago } from '../../ui/Ago';
import { Answer } from '../../ui/Answer';
import { Panel } from '../../ui/Page';
import { Tag } from '../../ui/Status';
import { deviceOf, type DeviceKind } from './agent';
import { Row, RowsLead } from './Rows';

const ICONS: Record<DeviceKind, ReactNode> = {
  computer: <DesktopOutlined />,
  phone: <MobileOutlined />,
  tablet: <TabletOutlined />,
  program: <ApiOutlined />,
  unknown: <QuestionCircleOutlined />,
};

/** Where the account is logged in, this browser first; any of them can be logged out from here. */
export function Devices({ fixed }: { fixed: boolean }) {
  const { t } = useTranslation();
  const act = useAct();
  const { modal } = App.useApp();
  const sessions = useQuery(listSessionsOptions());
  const others = (sessions.data ?? []).filter((one) => !one.current);

  function askOthers() {
    modal.confirm({
      title: t('account.device_end_others_title', { count: others.length }),
      content: t('account.device_end_others_lead'),
      okText: t('account.device_end_others'),
      okButtonProps: { danger: true },
      onOk: () => end(others, t('account.devices_ended')),
    });
  }

  async function end(which: Session[], done: string) {
    try {
      await act(
        () =>
          Promise.all(which.map(({ id }) => endSession({ path: { session_id: id }, throwOnError: true }))),
        done,
      );
    } finally {
      await refresh('listSessions');
    }
  }

  return (
    <Panel
      title={t('account.tab_devices')}
      extra={
        !fixed && others.length > 0 && <Button onClick={askOthers}>{t('account.device_end_others')}</Button>
      }
      flush
    >
      <RowsLead>{t('account.devices_lead')}</RowsLead>
      <Answer query={sessions}>
        {(list) => (
          <ul>
            {list
              .toSorted(
                (a, b) =>
                  Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at),
              )
              .map((session) => (
                <DeviceRow
                  key={session.id}
                  session={session}
                  fixed={fixed}
                  onEnd={() => end([session], t('account.device_ended'))}
                />
              ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}

function useDeviceWords(userAgent: string): { kind: DeviceKind; words: string } {
  const { t } = useTranslation();
  const { kind, program, system } = deviceOf(userAgent);
  if (program !== '' && system !== '') return { kind, words: t('account.device_on', { program, system }) };
  return { kind, words: program || system || t('account.device_unknown') };
}

interface DeviceRowProps {
  session: Session;
  fixed: boolean;
  onEnd: () => Promise<void>;
}

function DeviceRow({ session, fixed, onEnd }: DeviceRowProps) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { kind, words } = useDeviceWords(session.user_agent);

  function ask() {
    modal.confirm({
      title: t('account.device_end_title', { device: words }),
      content: t('account.device_end_lead'),
      okText: t('account.device_end'),
      okButtonProps: { danger: true },
      onOk: onEnd,
    });
  }

  return (
    <Row
      icon={ICONS[kind]}
      name={
        <>
          <span title={session.user_agent}>{words}</span>
          {session.current && <Tag tone="accent">{t('account.device_this')}</Tag>}
        </>
      }
      facts={
        <>
          <span>{t(`account.kind_${kind}`)}</span>
          <span className="mono small">{session.address}</span>
          <span>
            {t('account.device_seen')} <Ago moment={session.last_seen_at} />
          </span>
          <span>
            {t('account.device_since')} <Ago moment={session.created_at} />
          </span>
        </>
      }
      act={
        !fixed &&
        !session.current && (
          <Button aria-label={t('account.device_end_what', { device: words })} onClick={ask}>
            {t('account.device_end')}
          </Button>
        )
      }
    />
  );
}
