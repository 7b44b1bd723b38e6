import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AlertOut } from '../../../api';
import { chooseLanguage, startLanguage } from '../../../ui/language';
import { alertAdvice, alertSentence, placeName, placeOf, ranked, shortened, weightOf } from './alerts';

beforeAll(startLanguage);
beforeEach(() => chooseLanguage('zh'));

const HOST = { host: 'gpu-03', region: 'local' };
const OPERATION = {
  instance: 'i-1',
  name: 'train',
  operation_id: 'op-1',
  operation: 'start',
  step: 'answer',
  attempts: 9,
  code: 'engine.unavailable',
  error: 'connection refused',
};
const ALERTS: Record<string, AlertOut> = Object.fromEntries(
  (
    [
      ['ledger_problem', 'ledger', { problem: 'Entry e-1 is uneven.', problems: 2 }],
      ['region_unreachable', 'east', { region: 'east' }],
      ['host_unreachable', 'host-1', { ...HOST, last_seen_at: null }],
      ['host_fault', 'host-1', { ...HOST, fault: "The region's storage pool is not on this host." }],
      ['card_fault', 'card-1', { ...HOST, model: 'RTX 3090', uuid: 'GPU-1', fault: 'Something new.' }],
      ['operation_failed', 'i-1', OPERATION],
      ['operation_stuck', 'i-1', OPERATION],
      ['stray', 'i-old', { ...HOST, name: 'i-old', kind: 'instance' }],
    ] as const
  ).map(([kind, subject, facts]) => [kind, { kind, subject, facts, since: null }]),
);
const alert = (kind: string) => ALERTS[kind] ?? { kind, subject: '', facts: {}, since: null };

describe('an alert', () => {
  it.each(Object.keys(ALERTS))('of kind %s is said whole, in both languages', async (kind) => {
    for (const language of ['zh', 'en'] as const) {
      await chooseLanguage(language);
      for (const words of [alertSentence(alert(kind)), alertAdvice(alert(kind)), placeName(alert(kind))]) {
        expect(words).not.toBe('');
        expect(words).not.toContain('{{');
        expect(words).not.toContain(kind);
      }
    }
  });

  it('says what is wrong in the reader’s words', () => {
    expect(alertSentence(alert('host_fault'))).toBe(
      '主机 local · gpu-03 不能出租：这台主机上没有该地区的存储池。',
    );
    expect(alertSentence(alert('operation_stuck'))).toMatch(
      /^实例 train 的「开机」迟迟没有完成，已试 9 次：/,
    );
  });

  it('keeps a fault that nobody has words for as it came', () => {
    expect(alertSentence(alert('card_fault'))).toBe('local · gpu-03 的一张 RTX 3090 有故障：Something new.');
  });

  it('of a kind that is new is shown with its facts', () => {
    const news = { kind: 'meteor', subject: 'x', facts: { host: 'gpu-1' } };
    expect(alertSentence(news)).toBe('meteor: gpu-1');
    expect(alertAdvice(news)).toBe('');
    expect(placeOf(news)).toEqual({ to: '/operator' });
    expect(placeName(news)).toBe('去看看');
  });
});

describe('where it is mended', () => {
  it.each([
    ['ledger_problem', { to: '/operator/ledger' }],
    ['region_unreachable', { to: '/operator/hosts' }],
    ['host_fault', { to: '/operator/hosts', hash: 'host-1' }],
    ['card_fault', { to: '/operator/hosts', hash: 'card-1' }],
    ['operation_stuck', { to: '/operator/instances', search: { tab: 'operations', query: 'i-1' } }],
    ['stray', { to: '/operator/instances', search: { tab: 'strays' } }],
  ])('%s', (kind, place) => {
    expect(placeOf(alert(kind))).toEqual(place);
  });
});

describe('many alerts', () => {
  const strays = Array.from({ length: 5 }, () => alert('stray'));

  it('have the gravest first and keep their order otherwise', () => {
    const kinds = ranked([
      alert('stray'),
      alert('operation_failed'),
      alert('host_fault'),
      alert('card_fault'),
    ]);
    expect(kinds.map((one) => one.kind)).toEqual(['host_fault', 'card_fault', 'stray', 'operation_failed']);
    expect(weightOf(alert('ledger_problem'))).toBe('failed');
  });

  it('of one kind do not hide another', () => {
    const shown = shortened([...strays, alert('host_fault')], 3);
    expect(shown.map((one) => one.kind)).toEqual(['stray', 'stray', 'stray', 'host_fault']);
  });
});
