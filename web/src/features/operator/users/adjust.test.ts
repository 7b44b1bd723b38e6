import { describe, expect, it } from 'vitest';

import { amountOf, amountProblem, balanceAfter } from './adjust';

describe('what may be entered', () => {
  it.each([
    ['50', 'credit', 0, null],
    [' 0.000001 ', 'credit', 0, null],
    ['0', 'credit', 0, 'nothing'],
    ['-5', 'credit', 0, 'malformed'],
    ['fifty', 'credit', 0, 'malformed'],
    ['', 'credit', 0, 'malformed'],
    ['1.0000001', 'credit', 0, 'decimals'],
    ['1000000000', 'credit', 0, null],
    ['1000000000.01', 'credit', 0, 'too_much'],
    ['10', 'debit', 10_000_000, null],
    ['10.000001', 'debit', 10_000_000, 'too_much'],
  ] as const)('%s as a %s with %i available: %s', (text, way, available, problem) => {
    expect(amountProblem(text, way, available)).toBe(problem);
  });
});

describe('what follows', () => {
  it('is exact', () => {
    expect(balanceAfter(86_298_281, 'credit', amountOf('0.000001') ?? 0)).toBe(86_298_282);
    expect(balanceAfter(86_298_281, 'debit', amountOf('86.298281') ?? 0)).toBe(0);
  });
});
