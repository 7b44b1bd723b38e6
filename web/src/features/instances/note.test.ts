import { beforeAll, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../ui/language';
import { anInstance } from './fixtures';
import { noteOf } from './note';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('zh');
});

const off = { state: 'stopped' };

describe('noteOf', () => {
  it('says nothing where all is as asked', () => {
    expect(noteOf(anInstance())).toBeNull();
    expect(noteOf(anInstance({ ...off, stop_reason: 'renter' }))).toBeNull();
    expect(noteOf(anInstance({ ...off, stop_reason: 'shutdown_inside' }))).toBeNull();
  });

  it('says why an instance was never made, and what to do', () => {
    const note = noteOf(anInstance({ state: 'failed', started_at: null, failure: 'The pool is full.' }));
    expect(note?.tone).toBe('failed');
    expect(note?.words).toContain('没有创建成功');
    expect(note?.words).toContain('The pool is full。');
    expect(note?.ways).toEqual(['rent', 'history']);
  });

  it('tells one that was lost from one that never was', () => {
    expect(noteOf(anInstance({ state: 'failed', failure: '' }))?.words).toContain('已不在主机上');
  });

  it('says that nothing is charged while the host is away', () => {
    expect(noteOf(anInstance({ state: 'unknown' }))?.words).toContain('不计费');
  });

  it('leads to the wallet when the money ran out', () => {
    expect(noteOf(anInstance({ ...off, stop_reason: 'arrears' }))?.ways).toEqual(['top_up']);
  });

  it('tells of a boot that failed, once it is off again', () => {
    expect(noteOf(anInstance({ ...off, stop_reason: 'boot_failed' }))?.ways).toEqual(['history']);
    expect(noteOf(anInstance({ state: 'starting', stop_reason: 'boot_failed' }))).toBeNull();
  });
});
