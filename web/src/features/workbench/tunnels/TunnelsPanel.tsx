import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Answer, Empty } from '../../../ui/Answer';
import type { ListenersOut, SessionOut, TunnelOut } from '../api';
import { listenersQuery, tunnelsQuery } from './calls';
import { Listening } from './Listening';
import { isSamePlace, notOpen } from './programs';
import { isHere } from './target';
import { TunnelForm } from './TunnelForm';
import { TunnelRow } from './TunnelRow';
import styles from './Tunnels.module.css';

/** Ports of the session's machine that are open in the browser, for its user alone, and those that could be. */
export function TunnelsPanel({ session }: { session: SessionOut }) {
  const { t } = useTranslation();
  const isConnected = session.state === 'connected';
  const tunnels = useQuery({ ...tunnelsQuery(session.id), enabled: isConnected });
  const listeners = useQuery({ ...listenersQuery(session.id), enabled: isConnected });
  const isKnown = listeners.data?.readable === true;
  if (!isConnected) {
    return (
      <div className={styles.panel}>
        <Empty title={t('workbench-tunnels.not_connected')}>
          {t('workbench-tunnels.not_connected_lead')}
        </Empty>
      </div>
    );
  }
  return (
    <section className={styles.panel} aria-label={t('workbench-tunnels.title')}>
      <TunnelForm session={session} open={tunnels.data ?? []} usual={!isKnown && !listeners.isPending} />
      <div className={styles.list}>
        <Answer query={tunnels}>
          {(open) => (
            <Ports
              session={session}
              open={open}
              listeners={listeners.data ?? null}
              looking={listeners.isPending}
            />
          )}
        </Answer>
      </div>
    </section>
  );
}

interface PortsProps {
  session: SessionOut;
  open: TunnelOut[];
  listeners: ListenersOut | null;
  looking: boolean;
}

function Ports({ session, open, listeners, looking }: PortsProps) {
  const { t } = useTranslation();
  const known = listeners?.readable === true ? listeners.listeners : null;
  const others = notOpen(known ?? [], open);
  const isSilent = (tunnel: TunnelOut) =>
    known !== null && isHere(tunnel.host) && !known.some((one) => isSamePlace(one, tunnel));
  return (
    <>
      {open.length > 0 && (
        <ul className={styles.tunnels} aria-label={t('workbench-tunnels.title')}>
          {open.map((tunnel) => (
            <TunnelRow key={tunnel.id} tunnel={tunnel} silent={isSilent(tunnel)} />
          ))}
        </ul>
      )}
      {others.length > 0 ? (
        <Listening session={session} listeners={others} />
      ) : (
        open.length === 0 &&
        !looking && <Empty title={t('workbench-tunnels.none')}>{t('workbench-tunnels.none_lead')}</Empty>
      )}
    </>
  );
}
