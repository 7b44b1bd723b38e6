/** Commands and configuration that lead into one instance, with every value filled in. */
import type { Instance } from './model';

/** Where the data disk appears inside. */
export const DATA_DISK = '/root/zuka-tmp';
/** The Python that the images bring. */
export const PYTHON = '/opt/zuka/python/bin/python';

type Reached = Pick<Instance, 'id' | 'name' | 'ssh'>;

/** What `ssh` calls it; the same as `zuka config-ssh` would, so that both ways lead to one name. */
export function sshAlias({ id, name }: Pick<Instance, 'id' | 'name'>): string {
  const label = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase();
  return `${label === '' ? id : label}.zuka`;
}

/** One `Host` for ~/.ssh/config. The key is remembered by the instance's id: an address may pass to another one. */
export function sshConfig(instance: Reached): string {
  const { host, port, user } = instance.ssh;
  return [
    `Host ${sshAlias(instance)}`,
    `    HostName ${host}`,
    `    Port ${port}`,
    `    User ${user}`,
    `    HostKeyAlias zuka-${instance.id}`,
    '    ServerAliveInterval 30',
  ].join('\n');
}

/** One line for ~/.ssh/known_hosts, so that the very first connection is checked already. */
export function knownHost({ id, ssh }: Reached): string {
  return `zuka-${id} ${ssh.host_key.split(/\s+/).slice(0, 2).join(' ')}`;
}

/** A host as it stands before a colon: an IPv6 address has colons of its own. */
function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

export function copyCommands({ ssh }: Reached): { scp: string; rsync: string; back: string } {
  const there = `${ssh.user}@${bracketed(ssh.host)}:${DATA_DISK}`;
  return {
    scp: `scp -P ${ssh.port} -r ./data ${there}/`,
    rsync: `rsync -avP -e "ssh -p ${ssh.port}" ./data/ ${there}/data/`,
    back: `scp -P ${ssh.port} -r ${there}/results ./`,
  };
}

/** Makes a port of the instance appear on one's own machine, for as long as the command runs. */
export function forward({ ssh }: Reached, port: number): string {
  return `ssh -N -L ${port}:127.0.0.1:${port} -p ${ssh.port} ${ssh.user}@${ssh.host}`;
}

/** Opens VS Code with its Remote-SSH extension, in the data disk's folder. */
export function vscodeLink({ ssh }: Reached): string {
  const there = `${ssh.user}@${bracketed(ssh.host)}:${ssh.port}`;
  return `vscode://vscode-remote/ssh-remote+${there}${DATA_DISK}?windowId=_blank`;
}
