import { Link } from '@tanstack/react-router';

import { useUserName } from './useUserName';

/** Leads to somebody's account; by name as soon as that is known. */
export function UserLink({ id, name }: { id: string; name?: string | null }) {
  const found = useUserName(name == null ? id : '');
  return (
    <Link to="/operator/users" search={{ user: id }} title={id}>
      {name ?? found ?? id}
    </Link>
  );
}
