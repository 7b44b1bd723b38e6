import { beforeAll, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../ui/language';
import { anOperation } from './fixtures';
import { progressOf } from './progress';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('zh');
});

describe('progressOf', () => {
  it('speaks in the words of the step', () => {
    expect(progressOf(anOperation())).toEqual({
      percent: 75,
      doing: '正在等待 SSH 和 JupyterLab 应答',
      inTrouble: false,
      hasBar: true,
    });
  });

  it('says that it waits its turn', () => {
    expect(progressOf(anOperation({ state: 'queued', percent: 0 })).doing).toBe('排队等待处理');
  });

  it('says that it tries again, and how often it has', () => {
    const shown = progressOf(anOperation({ attempts: 2 }));
    expect(shown.doing).toBe('正在等待 SSH 和 JupyterLab 应答：主机没有应答，第 3 次尝试');
    expect(shown.inTrouble).toBe(true);
  });

  it('says that it failed while it is being undone', () => {
    const shown = progressOf(anOperation({ state: 'undoing', step: 'undo_boot' }));
    expect(shown).toMatchObject({ doing: '没有成功，正在关机', inTrouble: true });
  });

  it('has no bar for a single step', () => {
    const rename = anOperation({
      kind: 'rename',
      step: 'identity',
      steps: [{ name: 'identity', state: 'running', seconds: null }],
    });
    expect(progressOf(rename).hasBar).toBe(false);
  });

  it('shows a step that it has no words for as it came', () => {
    expect(progressOf(anOperation({ step: 'new_step' })).doing).toBe('new_step');
  });

  it('keeps to what a bar can show', () => {
    expect(progressOf(anOperation({ percent: 140 })).percent).toBe(100);
  });
});
