import { useQuery } from '@tanstack/react-query';

import { NEW } from '../desk/useDesk';
import { connectionsQuery } from './calls';
import { ConnectionForm } from './ConnectionForm';

interface ConnectionDialogsProps {
  /** A connection's id; `NEW`, or `NEW:<folder>`: one that is to be made; null: none. */
  editing: string | null;
  onEditing: (id: string | null) => void;
}

/** The dialog of one connection, wherever on the desk it is asked for. */
export function ConnectionDialogs({ editing, onEditing }: ConnectionDialogsProps) {
  const { data } = useQuery(connectionsQuery);
  if (editing === null || data === undefined) return null;
  const close = () => onEditing(null);
  if (editing === NEW || editing.startsWith(`${NEW}:`))
    return (
      <ConnectionForm key={editing} list={data} folder={editing.slice(NEW.length + 1)} onClose={close} />
    );
  const saved = data.connections.find((one) => one.id === editing);
  if (saved === undefined) return null;
  return <ConnectionForm key={editing} list={data} saved={saved} folder={saved.folder} onClose={close} />;
}
