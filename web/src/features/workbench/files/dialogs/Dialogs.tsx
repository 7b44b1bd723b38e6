import type { EntryOut } from '../../api';
import type { Held } from '../clipboard';
import type { Acts } from '../useActs';
import { ChmodDialog } from './ChmodDialog';
import { FactsDialog } from './FactsDialog';
import { NameDialog } from './NameDialog';
import { PasteDialog } from './PasteDialog';
import { RemoveDialog } from './RemoveDialog';
import { SumDialog } from './SumDialog';

export type DialogState =
  | { kind: 'folder' }
  | { kind: 'file' }
  | { kind: 'rename'; entry: EntryOut }
  | { kind: 'chmod'; entries: EntryOut[] }
  | { kind: 'remove'; entries: EntryOut[] }
  | { kind: 'sum'; entry: EntryOut }
  | { kind: 'facts'; entry: EntryOut }
  | { kind: 'paste'; held: Held; clashing: string[] };

export interface DialogsProps {
  dialog: DialogState;
  sessionId: string;
  host: string;
  folder: string;
  taken: (name: string) => boolean;
  acts: Acts;
  /** What is made, or has another name now, is there under this one. */
  onNamed: (name: string) => void;
  onClose: () => void;
}

/** The one dialog that is open over the list. */
export function Dialogs({ dialog, ...rest }: DialogsProps) {
  switch (dialog.kind) {
    case 'folder':
    case 'file':
      return <NameDialog kind={dialog.kind} {...rest} />;
    case 'rename':
      return <NameDialog kind="rename" before={dialog.entry.name} {...rest} />;
    case 'chmod':
      return <ChmodDialog entries={dialog.entries} {...rest} />;
    case 'remove':
      return <RemoveDialog entries={dialog.entries} {...rest} />;
    case 'sum':
      return <SumDialog entry={dialog.entry} {...rest} />;
    case 'paste':
      return <PasteDialog held={dialog.held} clashing={dialog.clashing} {...rest} />;
    case 'facts':
      return <FactsDialog entry={dialog.entry} {...rest} />;
  }
}
