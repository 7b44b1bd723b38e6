import { describe, expect, it } from 'vitest';

import { bodyOf, draftOf } from './draft';
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
