import { expect, test } from 'vitest';

import { asFile, fromFile } from './exchange';

const GPU = { id: '1', position: 0, group: 'gpu', name: 'cards', body: 'nvidia-smi', enter: true };

test('what was written is read again, without ids', () => {
  expect(fromFile(asFile([GPU]), [])).toEqual([
    { group: 'gpu', name: 'cards', body: 'nvidia-smi', enter: true },
  ]);
});

test('what is there already, or twice in the file, is left out', () => {
  expect(fromFile(asFile([GPU, GPU]), [])).toHaveLength(1);
  expect(fromFile(asFile([GPU]), [GPU])).toEqual([]);
});

test('other files are none', () => {
  expect(fromFile('hello', [])).toBeNull();
  expect(fromFile('{"commands": []}', [])).toBeNull();
  expect(fromFile('null', [])).toBeNull();
});
