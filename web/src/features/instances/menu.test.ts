import { describe, expect, it } from 'vitest';

import { anInstance, anOperation } from './fixtures';
import { mainAct, menuOf, whyNot } from './menu';

const off = anInstance({ state: 'stopped', allowed: ['release', 'rename', 'reset_password', 'start'] });
const failed = anInstance({ state: 'failed', allowed: ['release'] });
const starting = anInstance({ state: 'starting', allowed: [], operation: anOperation() });

const reasons = (instance: Parameters<typeof menuOf>[0]) =>
  Object.fromEntries(menuOf(instance).map(({ act, why }) => [act, why]));

describe('menuOf', () => {
  it('keeps the order that renters know, what destroys last', () => {
    expect(menuOf(off).map((entry) => entry.act)).toEqual([
      'start_no_cards',
      'restart',
      'rename',
      'password',
      'port',
      'release',
    ]);
  });

  it('says of a running instance what needs it off', () => {
    expect(reasons(anInstance())).toEqual({
      start_no_cards: 'off_first',
      restart: null,
      rename: null,
      password: null,
      port: null,
      release: 'off_first',
    });
  });

  it('says of one that is off what needs it on', () => {
    expect(reasons(off)).toEqual({
      start_no_cards: null,
      restart: 'on_first',
      rename: null,
      password: null,
      port: null,
      release: null,
    });
  });

  it('asks to wait while something is under way', () => {
    expect(reasons(starting)).toMatchObject({ restart: 'busy', rename: 'busy', release: 'busy', port: null });
    const renaming = anInstance({ allowed: [], operation: anOperation({ kind: 'rename' }) });
    expect(whyNot(renaming, 'stop')).toBe('busy');
  });

  it('leaves a failed instance nothing but its release', () => {
    expect(reasons(failed)).toMatchObject({
      start_no_cards: 'broken',
      rename: 'broken',
      port: 'broken',
      release: null,
    });
  });

  it('follows the platform, not our own idea of a state', () => {
    expect(whyNot(anInstance({ state: 'unknown', allowed: ['stop'] }), 'stop')).toBeNull();
    expect(whyNot(anInstance({ allowed: [] }), 'rename')).toBe('broken');
  });
});

describe('mainAct', () => {
  it.each([
    [anInstance(), 'stop', null],
    [off, 'start', null],
    [failed, 'release', null],
    [starting, 'stop', 'busy'],
    [anInstance({ state: 'stopping', allowed: [], operation: anOperation() }), 'stop', 'busy'],
    [anInstance({ state: 'unknown', allowed: ['stop'] }), 'stop', null],
  ])('is the one thing to do next', (instance, act, why) => {
    expect(mainAct(instance)).toEqual({ act, why });
  });
});
