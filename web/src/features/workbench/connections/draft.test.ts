import { describe, expect, it } from 'vitest';

import { bodyOf, draftOf, readAddress } from './draft';
import { aConnection } from './fixtures';

describe('the form of a connection', () => {
  it('leaves saved secrets alone unless one is written or deleted', () => {
    const draft = draftOf(aConnection({ auth: 'key', has_key: true }), '');
    expect(bodyOf(draft)).toMatchObject({ password: null, private_key: null, passphrase: null });
    expect(bodyOf({ ...draft, password: ' secret ' }).password).toBe(' secret ');
    expect(bodyOf({ ...draft, forget: ['password'] }).password).toBe('');
    expect(bodyOf({ ...draft, forget: ['password'], password: 'new' }).password).toBe('new');
  });

  it('gives a pasted key the end of line that programs want', () => {
    expect(
      bodyOf({ ...draftOf(undefined, ''), private_key: '\n-----BEGIN\nx\n-----END  ' }).private_key,
    ).toBe('-----BEGIN\nx\n-----END\n');
  });
});

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
  });

  it('is left as it is when it is just a host, or makes no sense', () => {
    expect(readAddress('example.com')).toBeNull();
    expect(readAddress('2001:db8::1')).toBeNull();
    expect(readAddress('a b c')).toBeNull();
  });
});
