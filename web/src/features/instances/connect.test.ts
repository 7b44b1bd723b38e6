import { describe, expect, it } from 'vitest';

import { copyCommands, forward, knownHost, sshAlias, sshConfig, vscodeLink } from './connect';
import { anInstance } from './fixtures';

const instance = anInstance();

describe('sshAlias', () => {
  it.each([
    ['train-llama-1', 'train-llama-1.zuka'],
    ['My Training', 'my-training.zuka'],
    ['训练 7', '7.zuka'],
    ['训练', 'i-7f3k9q2m4x.zuka'],
    ['.hidden.', 'hidden.zuka'],
  ])('makes a host name of %s', (name, alias) => {
    expect(sshAlias(anInstance({ name }))).toBe(alias);
  });
});

describe('the configuration', () => {
  it('has every value filled in', () => {
    expect(sshConfig(instance)).toBe(
      [
        'Host train-llama-1.zuka',
        '    HostName connect.example.com',
        '    Port 24503',
        '    User root',
        '    HostKeyAlias zuka-i-7f3k9q2m4x',
        '    ServerAliveInterval 30',
      ].join('\n'),
    );
  });

  it('trusts the key under the same name', () => {
    expect(knownHost(instance)).toBe('zuka-i-7f3k9q2m4x ssh-ed25519 AAAAC3NzaC1lZDI1NTE5');
  });
});

describe('the commands', () => {
  it('copy to the data disk and back', () => {
    const { scp, rsync, back } = copyCommands(instance);
    expect(scp).toBe('scp -P 24503 -r ./data root@connect.example.com:/root/zuka-tmp/');
    expect(rsync).toBe('rsync -avP -e "ssh -p 24503" ./data/ root@connect.example.com:/root/zuka-tmp/data/');
    expect(back).toBe('scp -P 24503 -r root@connect.example.com:/root/zuka-tmp/results ./');
  });

  it('forward a port', () => {
    expect(forward(instance, 6006)).toBe('ssh -N -L 6006:127.0.0.1:6006 -p 24503 root@connect.example.com');
  });

  it('put brackets around an address with colons', () => {
    const six = anInstance({ ssh: { ...instance.ssh, host: '2001:db8::7' } });
    expect(copyCommands(six).scp).toContain('root@[2001:db8::7]:/root/zuka-tmp/');
    expect(vscodeLink(six)).toContain('root@[2001:db8::7]:24503/root/zuka-tmp');
  });

  it('lead VS Code to the data disk', () => {
    expect(vscodeLink(instance)).toBe(
      'vscode://vscode-remote/ssh-remote+root@connect.example.com:24503/root/zuka-tmp?windowId=_blank',
    );
  });
});
