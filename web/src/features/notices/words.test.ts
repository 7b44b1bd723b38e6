import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../ui/language';
import { noticeAdvice, noticeSentence } from './words';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('en'));

describe('noticeSentence', () => {
  it('names what failed and why, in the reader’s words', async () => {
    const facts = { name: 'train', operation: 'start', code: 'engine.pool_full', error: 'No space.' };
    expect(noticeSentence({ kind: 'operation_failed', facts })).toMatch(
      /^Powering on train failed: The host's/,
    );
    await chooseLanguage('zh');
    expect(noticeSentence({ kind: 'operation_failed', facts })).toContain('train 开机失败');
  });

  it('falls back on what the platform said', () => {
    const facts = { name: 'train', operation: 'fly', code: 'of.tomorrow', error: 'It broke.' };
    expect(noticeSentence({ kind: 'operation_failed', facts })).toBe('fly train failed: It broke.');
    expect(noticeSentence({ kind: 'of_tomorrow', facts: { a: 1 } })).toBe('of_tomorrow: 1');
  });

  it('shows moments as moments', () => {
    const said = noticeSentence({ kind: 'wallet_runs_dry', facts: { runs_dry_at: '2026-07-01T10:00:00Z' } });
    expect(said).not.toContain('T10');
    expect(said).toContain('Jul');
  });
});

describe('noticeAdvice', () => {
  it('says what to do where something can be done', () => {
    expect(noticeAdvice({ kind: 'wallet_dry' })).not.toBe('');
    expect(noticeAdvice({ kind: 'host_back' })).toBe('');
  });
});
