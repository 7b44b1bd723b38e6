import { useCallback, useState, type ReactNode } from 'react';

import type { ActName } from '../menu';
import type { Instance } from '../model';
import { AskContext } from './asking';
import { PasswordDialog } from './PasswordDialog';
import { PortDialog } from './PortDialog';
import { PowerOffDialog } from './PowerOffDialog';
import { PowerOnDialog } from './PowerOnDialog';
import { ReleaseDialog } from './ReleaseDialog';
import { RenameDialog } from './RenameDialog';
import { RestartDialog } from './RestartDialog';

interface Asked {
  act: ActName;
  instance: Instance;
}

/** Gives everything inside it the acts on instances: each is asked for in one dialog, wherever it was called from. */
export function Acts({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback((act: ActName, instance: Instance) => setAsked({ act, instance }), []);
  return (
    <AskContext value={ask}>
      {children}
      {asked !== null && (
        <Dialog key={`${asked.act} ${asked.instance.id}`} asked={asked} onClose={() => setAsked(null)} />
      )}
    </AskContext>
  );
}

function Dialog({ asked: { act, instance }, onClose }: { asked: Asked; onClose: () => void }) {
  switch (act) {
    case 'start':
      return <PowerOnDialog instance={instance} onClose={onClose} />;
    case 'start_no_cards':
      return <PowerOnDialog instance={instance} withoutCards onClose={onClose} />;
    case 'stop':
      return <PowerOffDialog instance={instance} onClose={onClose} />;
    case 'restart':
      return <RestartDialog instance={instance} onClose={onClose} />;
    case 'rename':
      return <RenameDialog instance={instance} onClose={onClose} />;
    case 'password':
      return <PasswordDialog instance={instance} onClose={onClose} />;
    case 'port':
      return <PortDialog instance={instance} onClose={onClose} />;
    case 'release':
      return <ReleaseDialog instance={instance} onClose={onClose} />;
  }
}
