/** Names of what is inside an image, for people. */

const NAMES: Record<string, string> = { debian: 'Debian', ubuntu: 'Ubuntu', rocky: 'Rocky Linux' };

/** "Debian 12" of "debian12"; whatever it is, when it is not a name and a version. */
export function systemName(os: string): string {
  const [, name, version] = /^([a-z]+)([\d.]+)$/.exec(os) ?? [];
  if (name === undefined || version === undefined) return os;
  return `${NAMES[name] ?? name} ${version}`;
}
