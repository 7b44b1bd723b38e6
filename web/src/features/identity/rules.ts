/** What the platform asks of a user name and of a password, so that a form can say it before it is sent. */

export const NAME_LENGTH = { shortest: 2, longest: 32 } as const;
export const PASSWORD_LENGTH = { shortest: 8, longest: 256 } as const;

const NAME = /^[\p{L}\p{N}_.-]*$/u;

export type NameProblem = 'short' | 'long' | 'characters' | 'start';

/** The first thing that is wrong with `name`, or null. */
export function nameProblem(name: string): NameProblem | null {
  // The platform counts characters as people do, not the halves that JavaScript stores some of them in.
  const { length } = Array.from(name);
  if (!NAME.test(name)) return 'characters';
  if (/^[.-]/.test(name)) return 'start';
  if (length < NAME_LENGTH.shortest) return 'short';
  if (length > NAME_LENGTH.longest) return 'long';
  return null;
}

export type Advice = 'name' | 'digits' | 'repeated';

export interface PasswordState {
  length: number;
  /** Whether the platform takes it. */
  accepted: boolean;
  tooLong: boolean;
  /** What would make it easy to guess. It is said, and nobody is stopped. */
  advice: Advice | null;
}

export function passwordState(password: string, name = ''): PasswordState {
  const { length } = Array.from(password);
  return {
    length,
    accepted: length >= PASSWORD_LENGTH.shortest && length <= PASSWORD_LENGTH.longest,
    tooLong: length > PASSWORD_LENGTH.longest,
    advice: adviceFor(password, name),
  };
}

function adviceFor(password: string, name: string): Advice | null {
  if (password === '') return null;
  if (name.length >= 2 && password.toLowerCase().includes(name.toLowerCase())) return 'name';
  if (/^\d+$/.test(password)) return 'digits';
  if (password.length >= 4 && new Set(password).size <= 2) return 'repeated';
  return null;
}
