/** What an account may be used for by an operator. */
import type { UserOut } from '../../../api';

/** Why nobody can act as this user, or null. */
export function whyNoActing({
  role,
  disabled,
}: Pick<UserOut, 'role' | 'disabled'>): 'operator' | 'disabled' | null {
  if (role === 'operator') return 'operator';
  return disabled ? 'disabled' : null;
}
