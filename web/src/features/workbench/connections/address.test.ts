import { describe, expect, it } from 'vitest';

import { jumpOf, readAddress } from './address';
import { aConnection } from './fixtures';

describe('a pasted address', () => {
  it('is taken apart', () => {
    expect(readAddress('ssh -p 24503 root@connect.example.com')).toEqual({
      host: 'connect.example.com',
      username: 'root',
      port: 24503,
    });
    expect(readAddress('me@10.0.0.5:2222')).toEqual({ host: '10.0.0.5', username: 'me', port: 2222 });
    expect(readAddress('ssh://me@[2001:db8::1]:22/')).toEqual({
      host: '2001:db8::1',
      username: 'me',
      port: 22,
    });
    expect(readAddress('ssh me@box -p2200')).toEqual({ host: 'box', username: 'me', port: 2200 });
    expect(readAddress('-p 2200 me@box')).toEqual({ host: 'box', username: 'me', port: 2200 });
  });

  it('is understood with whatever else OpenSSH takes', () => {
    expect(readAddress('ssh -p 2222 root@10.0.0.5 -J ops@gate.example.com:2200')).toEqual({
      host: '10.0.0.5',
      username: 'root',
      port: 2222,
      jump: 'ops@gate.example.com:2200',
    });
    expect(readAddress('ssh -J outer,inner box')).toEqual({ host: 'box', jump: 'inner' });
    expect(
      readAddress(
        'ssh -CNg -L 6006:127.0.0.1:6006 -i ~/.ssh/id_rsa root@box -o Port=2201 -o "ProxyJump=gate"',
      ),
    ).toEqual({ host: 'box', username: 'root', port: 2201, jump: 'gate' });
    expect(readAddress('ssh -l ann box uptime -p')).toEqual({ host: 'box', username: 'ann' });
  });

  it('is left as it is when it is just a host, or makes no sense', () => {
    expect(readAddress('example.com')).toBeNull();
    expect(readAddress('2001:db8::1')).toBeNull();
    expect(readAddress('a b c')).toBeNull();
    expect(readAddress('ssh')).toBeNull();
    expect(readAddress('ssh -p 22')).toBeNull();
  });
});

describe('a jump host', () => {
  const gate = aConnection({
    id: 'gate',
    name: 'the gate',
    host: 'gate.example.com',
    port: 2200,
    username: 'ops',
  });
  const other = aConnection({ id: 'other', name: 'gate', host: '10.0.0.1' });

  it('is the saved connection that is meant', () => {
    expect(jumpOf('gate', [gate, other])).toBe(other);
    expect(jumpOf('Gate.example.com', [gate, other])).toBe(gate);
    expect(jumpOf('ops@gate.example.com:2200', [gate, other])).toBe(gate);
  });

  it('is none when its user or port is another one', () => {
    expect(jumpOf('root@gate.example.com', [gate, other])).toBeUndefined();
    expect(jumpOf('gate.example.com:22', [gate, other])).toBeUndefined();
  });
});
