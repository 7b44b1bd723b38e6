/** Names of what is inside an image, for people. */

/** Where every image has its Python, and where every instance has its data disk. */
export const PYTHON_FOLDER = '/opt/zuka/python';
export const DATA_FOLDER = '/root/zuka-tmp';

const NAMES: Record<string, string> = { debian: 'Debian', ubuntu: 'Ubuntu', rocky: 'Rocky Linux' };

/** "Debian 12" of "debian12"; whatever it is, when it is not a name and a version. */
export function systemName(os: string): string {
  const [, name, version] = /^([a-z]+)([\d.]+)$/.exec(os) ?? [];
  if (name === undefined || version === undefined) return os;
  return `${NAMES[name] ?? name} ${version}`;
}
