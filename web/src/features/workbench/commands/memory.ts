/** What was last filled into the places of quick commands. The desk keeps it in its document. */
import { Kept } from '../terminal/kept';

const MOST = 200;

function read(kept: unknown): Readonly<Record<string, string>> {
  if (typeof kept !== 'object' || kept === null) return {};
  const texts = Object.entries(kept).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 1_000,
  );
  return Object.fromEntries(texts.slice(-MOST));
}

export const keptParameters = new Kept(read);

/** Values that look like secrets are asked for every time. */
export function isSecret(name: string): boolean {
  return /passw|secret|token|密码|口令|密钥/i.test(name);
}

export function rememberParameters(values: Readonly<Record<string, string>>): void {
  const open = Object.entries(values).filter(([name]) => !isSecret(name));
  const known = Object.fromEntries(
    Object.entries(keptParameters.get()).filter(([name]) => !open.some(([fresh]) => fresh === name)),
  );
  keptParameters.set({ ...known, ...Object.fromEntries(open) });
}
