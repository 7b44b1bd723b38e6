import { describe, expect, it } from 'vitest';

import { deservesSteps, failedAt, tookSeconds } from './operations';

const step = (name: string, state: string) => ({ name, state, seconds: null });
const ERROR = { code: 'engine.pool_full', detail: '' };

describe('an operation', () => {
  it('took as long as from its asking to its end', () => {
    const created_at = '2026-07-01T12:00:00.000Z';
    expect(tookSeconds({ created_at, finished_at: '2026-07-01T12:00:00.800Z' })).toBe(0.8);
    expect(tookSeconds({ created_at, finished_at: null })).toBeNull();
  });

  it('failed at the first step that was not done, whatever was undone after that', () => {
    const steps = [step('disk', 'done'), step('machine', 'waiting'), step('undo_disk', 'done')];
    expect(failedAt({ state: 'failed', steps, error: ERROR })).toBe('machine');
    expect(failedAt({ state: 'running', steps, error: null })).toBeNull();
  });

  it('shows its steps where they say something', () => {
    const two = [step('disk', 'done'), step('machine', 'running')];
    expect(deservesSteps({ state: 'running', steps: two, error: null })).toBe(true);
    expect(deservesSteps({ state: 'succeeded', steps: two, error: null })).toBe(false);
    expect(deservesSteps({ state: 'running', steps: two.slice(1), error: null })).toBe(false);
  });
});
