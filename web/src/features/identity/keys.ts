/** Reading what somebody pastes as an SSH public key: enough to name it, and to say what is wrong before it is sent. */

export type KeyProblem = 'private' | 'several' | 'dsa' | 'options' | 'damaged';

export interface ReadKey {
  /** "ed25519", "rsa", …: what the type is called by people. */
  type: string;
  comment: string;
  /** The line as it is sent. */
  line: string;
}

const TYPES: Record<string, string> = {
  'ssh-ed25519': 'Ed25519',
  'ssh-rsa': 'RSA',
  'ecdsa-sha2-nistp256': 'ECDSA P-256',
  'ecdsa-sha2-nistp384': 'ECDSA P-384',
  'ecdsa-sha2-nistp521': 'ECDSA P-521',
  'sk-ssh-ed25519@openssh.com': 'Ed25519-SK',
  'sk-ecdsa-sha2-nistp256@openssh.com': 'ECDSA-SK',
};

/** What people call this type; the type itself where we know none. */
export function typeName(type: string): string {
  return TYPES[type] ?? type;
}

/** The type that the key itself contains: a length of four bytes, and then its letters. Null when it is damaged. */
function typeInside(base64: string): string | null {
  try {
    const bytes = atob(base64);
    const length = Array.from(bytes.slice(0, 4)).reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
    return length > 0 && length < 64 && bytes.length > 4 + length ? bytes.slice(4, 4 + length) : null;
  } catch {
    return null;
  }
}

/** The key in `text`, or what is wrong with it; null where there is nothing yet. */
export function readKey(text = ''): ReadKey | KeyProblem | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed.includes('PRIVATE KEY')) return 'private';
  if (/[\r\n]/.test(trimmed)) return 'several';
  const [type = '', body = '', ...rest] = trimmed.split(/\s+/);
  if (type === 'ssh-dss') return 'dsa';
  if (!(type in TYPES)) return 'options';
  if (typeInside(body) !== type) return 'damaged';
  return { type: typeName(type), comment: rest.join(' '), line: trimmed };
}

const NAME_LENGTH = 64;

/** A name for a key: its comment, else the file that it came from. */
export function keyName(comment: string, fileName = ''): string {
  const name = comment.trim() || fileName.replace(/\.pub$/i, '');
  return name.slice(0, NAME_LENGTH).trim();
}
