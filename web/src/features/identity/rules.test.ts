import { describe, expect, it } from 'vitest';

import { nameProblem, passwordState } from './rules';

describe('a user name', () => {
  it.each(['lin', '小林', 'a_b', 'a.b-c', '_x', '9lives', 'x'.repeat(32)])('may be %s', (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  it.each([
    ['', 'short'],
    ['x', 'short'],
    ['x'.repeat(33), 'long'],
    ['.hidden', 'start'],
    ['-rf', 'start'],
    ['two words', 'characters'],
    ['a@b', 'characters'],
    ['a/b', 'characters'],
    ['😀😀', 'characters'],
  ] as const)('may not be "%s": %s', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });
});

describe('a password', () => {
  it('has 8 to 256 characters', () => {
    expect(passwordState('1234567').accepted).toBe(false);
    expect(passwordState('correct!').accepted).toBe(true);
    expect(passwordState('x'.repeat(256)).accepted).toBe(true);
    expect(passwordState('x'.repeat(257))).toMatchObject({ accepted: false, tooLong: true });
  });

  it('is counted in characters, not in what stores them', () => {
    expect(passwordState('😀😀😀😀')).toMatchObject({ length: 4, accepted: false });
    expect(passwordState('密码密码密码密码').accepted).toBe(true);
  });

  it('that is easy to guess gets advice, and is taken all the same', () => {
    expect(passwordState('ann-2026', 'Ann')).toMatchObject({ accepted: true, advice: 'name' });
    expect(passwordState('20261124')).toMatchObject({ accepted: true, advice: 'digits' });
    expect(passwordState('abababab')).toMatchObject({ accepted: true, advice: 'repeated' });
    expect(passwordState('correct horse', 'ann').advice).toBeNull();
    expect(passwordState('').advice).toBeNull();
  });
});
