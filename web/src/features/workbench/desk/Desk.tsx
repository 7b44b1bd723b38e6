import { LoadingOutlined } from '@ant-design/icons';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Failure } from '../../../ui/Answer';
import { useNarrow } from '../../../ui/narrow';
import { useTitle } from '../../../ui/Page';
import { ConnectionDialogs } from '../connections/ConnectionDialogs';
import { keptParameters } from '../commands/memory';
import { keptPreferences } from '../terminal/preferences';
import { Courier } from './courier';
import styles from './Desk.module.css';
import { DeskStore } from './store';
import { DeskContext, type DeskParts, useDesk, useDeskParts } from './useDesk';
import { PhoneDesk } from './PhoneDesk';
import { useShortcuts } from './shortcuts';
import { useInstancesBack } from './useInstancesBack';
import { useOpening } from './useOpening';
import { WideDesk } from './WideDesk';

/** What to open as soon as the desk is there. */
export interface Wanted {
  instance_id?: string;
  connection_id?: string;
}

interface DeskProps {
  /** The standalone workbench: one person, and no platform behind it. */
  local: boolean;
  wanted: Wanted | null;
  /** Called when it has been seen to. */
  onTaken: () => void;
}

/** The whole screen of the workbench. */
export function Desk({ local, wanted, onTaken }: DeskProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<string | null>(null);
  const [{ store, courier }] = useState(() => {
    const made = new DeskStore();
    return { store: made, courier: new Courier(made) };
  });
  const [failure, setFailure] = useState<unknown>(null);
  useTitle(t('workbench.title'));

  const start = useCallback(
    () =>
      courier.start().then(() => {
        const { rooms } = store.get();
        keptPreferences.keepIn(rooms.terminal, (value) => store.keep('terminal', value));
        keptParameters.keepIn(rooms.parameters, (value) => store.keep('parameters', value));
      }, setFailure),
    [courier, store],
  );
  useEffect(() => {
    void start();
    return () => courier.stop();
  }, [courier, start]);

  const parts = useMemo<DeskParts>(
    () => ({ store, courier, local, editConnection: setEditing }),
    [store, courier, local],
  );
  if (failure !== null)
    return (
      <Failure
        error={failure}
        retry={() => {
          setFailure(null);
          void start();
        }}
      />
    );
  return (
    <DeskContext value={parts}>
      <Screen wanted={wanted} onTaken={onTaken} />
      <ConnectionDialogs editing={editing} onEditing={setEditing} />
    </DeskContext>
  );
}

function Screen({ wanted, onTaken }: Pick<DeskProps, 'wanted' | 'onTaken'>) {
  const { t } = useTranslation();
  const ready = useDesk((state) => state.ready);
  const narrow = useNarrow();
  const keys = useShortcuts();
  useWanted(ready, wanted, onTaken);
  useInstancesBack();
  if (!ready)
    return (
      <div className={styles.loading} role="status">
        <LoadingOutlined aria-hidden="true" /> {t('workbench.loading')}
      </div>
    );
  return (
    // The shortcuts of the desk, before a terminal in it takes the keys.
    <div className={styles.screen} onKeyDownCapture={keys}>
      <h1 className="visually-hidden">{t('workbench.title')}</h1>
      {narrow ? <PhoneDesk /> : <WideDesk />}
    </div>
  );
}

/** Opens what the address asks for, once; a session that is there already comes to the front instead. */
function useWanted(ready: boolean, wanted: Wanted | null, onTaken: () => void): void {
  const { store, courier } = useDeskParts();
  const open = useOpening();
  const { instance_id, connection_id } = wanted ?? {};
  useEffect(() => {
    if (!ready || (instance_id === undefined && connection_id === undefined)) return;
    const there = Object.values(store.get().sessions).find(
      (session) =>
        session.state !== 'closed' &&
        (instance_id !== undefined
          ? session.instance_id === instance_id
          : session.connection_id === connection_id),
    );
    if (there !== undefined) store.arrange((layout) => ({ ...layout, active: there.id }));
    else open({ instance_id, connection_id });
    onTaken();
  }, [ready, instance_id, connection_id, store, courier, open, onTaken]);
}
