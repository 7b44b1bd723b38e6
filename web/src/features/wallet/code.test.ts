import { expect, it } from 'vitest';

import { bare, CODE_LENGTH } from './code';

it.each([
  'ABCD-EFGH-JKMN-PQ23',
  ' abcd efgh jkmn pq23\n',
  'abcdefghjkmnpq23',
  'ＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ－ＰＱ２３',
  'ABCD–EFGH—JKMN‐PQ23',
])('%j is one code', (typed) => {
  expect(bare(typed)).toBe('ABCDEFGHJKMNPQ23');
  expect(bare(typed)).toHaveLength(CODE_LENGTH);
});

it('is nothing without characters', () => expect(bare(' - ')).toBe(''));
