import { describe, expect, it } from 'vitest';

import { ACTS, whyNot } from './acts';

const OPERATION = { id: 'op-1' } as never;

describe('what an operator may do', () => {
  it.each([
    ['running', ['restart', 'stop'], null, ['off_first', null, null, 'off_first']],
    ['stopped', ['start', 'release'], null, [null, 'on_first', 'on_first', null]],
    ['stopping', [], OPERATION, ['busy', 'busy', null, 'busy']],
    ['creating', [], OPERATION, ['busy', 'busy', 'busy', 'busy']],
    ['failed', ['release'], null, ['over', 'on_first', 'on_first', null]],
    ['released', [], null, ['over', 'over', 'over', 'over']],
    // Its host does not answer; stopping is accepted all the same and done as soon as it can be.
    ['unknown', ['stop'], null, ['off_first', null, null, 'off_first']],
  ])('to one that is %s', (state, allowed, operation, whys) => {
    expect(ACTS.map((act) => whyNot({ state, allowed, operation }, act))).toEqual(whys);
  });
});
