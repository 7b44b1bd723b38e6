import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { BuildView } from '../../../api';
import { chooseLanguage, startLanguage } from '../../../ui/language';
import {
  appended,
  buildWords,
  lastFailure,
  lastLines,
  mayPublish,
  regionsFor,
  stepWords,
  titleOf,
} from './builds';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('en'));

const build = (change: Partial<BuildView>): BuildView => ({
  id: 'bld-1',
  name: 'base',
  region: 'local',
  state: 'running',
  step: 'packing',
  percent: 80,
  attempts: 1,
  error: null,
  created_at: '2026-11-24T12:00:00Z',
  finished_at: null,
  ...change,
});

describe('a step', () => {
  it.each([
    ['packing', 'Packing'],
    ['fetching Python packages', 'Fetching Python packages'],
    ['packages: Unpacking libc6', 'Installing system packages: Unpacking libc6'],
    ['script setup.sh', 'Running script setup.sh'],
    ['base: packages', 'Parent base: Installing system packages'],
    ['base: script setup.sh', 'Parent base: Running script setup.sh'],
    ['something new', 'something new'],
  ])('%s', (step, words) => {
    expect(stepWords(step)).toBe(words);
  });
});

describe('a build', () => {
  it('says when it waits and when it tries again', () => {
    expect(buildWords(build({}))).toBe('Packing');
    expect(buildWords(build({ step: '' }))).toBe('Beginning');
    expect(buildWords(build({ attempts: 2 }))).toBe('Packing (try 2)');
    expect(buildWords(build({ state: 'queued', attempts: 0 }))).toBe('Waiting to be built');
    expect(buildWords(build({ state: 'queued', attempts: 1 }))).toBe(
      'The engine did not answer; try 2 follows',
    );
  });

  it('that failed counts only while it is the newest of its image', () => {
    const failed = build({ state: 'failed', error: 'x' });
    expect(lastFailure({ name: 'base' }, [build({ name: 'other' }), failed])).toBe(failed);
    expect(lastFailure({ name: 'base' }, [build({ state: 'succeeded' }), failed])).toBeNull();
    expect(lastFailure({ name: 'base' }, [])).toBeNull();
  });
});

describe('an image', () => {
  it('may be published when it is ready, and hidden whenever it is published', () => {
    expect(mayPublish({ state: 'ready', published: false })).toBe(true);
    expect(mayPublish({ state: 'failed', published: true })).toBe(true);
    expect(mayPublish({ state: 'unbuilt', published: false })).toBe(false);
  });

  it('is called by its title, without the mark', () => {
    expect(titleOf({ title: 'Debian 12 (simulated)', simulated: true })).toBe('Debian 12');
    expect(titleOf({ title: 'Odd (simulated)', simulated: false })).toBe('Odd (simulated)');
  });

  it('is built for those first that answer and do not have it', () => {
    const regions = [
      { name: 'a', reachable: false },
      { name: 'b', reachable: true },
      { name: 'c', reachable: true },
    ];
    expect(regionsFor({ regions: ['b'] }, regions).map((region) => region.name)).toEqual(['c', 'b', 'a']);
  });
});

describe('a log', () => {
  it('is kept from a whole line on', () => {
    expect(appended('one\n', 'two\n', 100)).toBe('one\ntwo\n');
    expect(appended('one\ntwo\n', 'three\n', 8)).toBe('three\n');
  });

  it('ends with its last lines', () => {
    expect(lastLines('a\nb\nc\n\n', 2)).toBe('b\nc');
    expect(lastLines('', 2)).toBe('');
  });
});
