import { describe, expect, it } from 'vitest';

import { keyName, readKey, typeName } from './keys';

const BODY = 'AAAAC3NzaC1lZDI1NTE5AAAAIC6SfYQu/nnVkMvmNkompjuT+6eop0Oua5Clm7ezACm8';
const LINE = `ssh-ed25519 ${BODY} lin@laptop`;

describe('what is pasted', () => {
  it('is a key with its type and comment, whatever surrounds the line', () => {
    expect(readKey(`  ${LINE}\n`)).toEqual({ type: 'Ed25519', comment: 'lin@laptop', line: LINE });
    expect(readKey(`ssh-ed25519 ${BODY}`)).toMatchObject({ comment: '' });
    expect(readKey(`${LINE} of my own`)).toMatchObject({ comment: 'lin@laptop of my own' });
  });

  it('is nothing yet', () => {
    expect(readKey(' \n ')).toBeNull();
  });

  it.each([
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n', 'private'],
    [`${LINE}\n${LINE}`, 'several'],
    ['ssh-dss AAAAB3NzaC1kc3MAAACBAP', 'dsa'],
    [`command="ls" ${LINE}`, 'options'],
    [BODY, 'options'],
    ['ssh-ed25519', 'damaged'],
    [`ssh-ed25519 ${BODY.slice(0, 12)}`, 'damaged'],
    ['ssh-ed25519 not-base64!', 'damaged'],
    [`ssh-rsa ${BODY}`, 'damaged'],
  ])('%s is refused as %s', (text, problem) => {
    expect(readKey(text)).toBe(problem);
  });
});

describe('the name of a key', () => {
  it('is its comment, else its file', () => {
    expect(keyName('lin@laptop', 'id_ed25519.pub')).toBe('lin@laptop');
    expect(keyName('  ', 'id_ed25519.pub')).toBe('id_ed25519');
    expect(keyName('')).toBe('');
    expect(keyName('x'.repeat(80))).toHaveLength(64);
  });
});

describe('the type of a key', () => {
  it('is what people call it', () => {
    expect(typeName('ecdsa-sha2-nistp256')).toBe('ECDSA P-256');
    expect(typeName('ssh-new')).toBe('ssh-new');
  });
});
