import { beforeAll, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../ui/language';
import { fieldProblems, Problem, problemOf, sentence } from './problem';

beforeAll(startLanguage);

describe('problemOf', () => {
  it('keeps the code, the facts and the number of the request', () => {
    const problem = problemOf(
      { code: 'market.sold_out', detail: 'd', facts: { idle: 1 }, request_id: 'req-1' },
      409,
    );
    expect(problem).toMatchObject({
      code: 'market.sold_out',
      status: 409,
      facts: { idle: 1 },
      requestId: 'req-1',
    });
  });

  it('calls an answer that never came what it is', () => {
    expect(problemOf(new TypeError('Failed to fetch'), 0).code).toBe('network.unreachable');
    expect(problemOf('<html>bad gateway</html>', 502).code).toBe('network.unreachable');
  });

  it('does not blame the network for a fault of the page', () => {
    expect(problemOf(new TypeError('x is undefined')).code).toBe('console.broken');
  });
});

describe('sentence', () => {
  it('speaks the language of the reader', async () => {
    const problem = new Problem('wallet.code_used', 409, 'This redeem code has been used already.');
    await chooseLanguage('zh');
    expect(sentence(problem)).toBe('兑换码已被使用');
    await chooseLanguage('en');
    expect(sentence(problem)).toBe('This redeem code has been used already.');
  });

  it('shows a code without words of ours with the words of the platform', async () => {
    await chooseLanguage('zh');
    expect(sentence(new Problem('future.thing', 409, 'The future is not here yet.'))).toContain(
      'The future is not here yet.',
    );
  });

  it('names the field that a form got wrong', async () => {
    await chooseLanguage('zh');
    const problem = new Problem('request.invalid', 422, 'name: too long', {
      fields: [{ field: 'name', problem: 'too long' }],
    });
    expect(sentence(problem)).toContain('name: too long');
    expect(fieldProblems(problem)).toEqual([{ field: 'name', problem: 'too long' }]);
  });
});
