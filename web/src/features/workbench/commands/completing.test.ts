import { expect, test } from 'vitest';

import { completed } from './completing';

test('a single word is finished and followed by a space', () => {
  expect(completed('cat mo | wc', 6, { start: 4, words: ['model.pt'] })).toMatchObject({
    text: 'cat model.pt  | wc',
    cursor: 13,
    choices: [],
  });
});

test('a folder may go on', () => {
  expect(completed('cd da', 5, { start: 3, words: ['data/'] }).text).toBe('cd data/');
});

test('of several words the common beginning is taken, and then they are offered', () => {
  const words = ['train.py', 'train_all.py'];
  expect(completed('python t', 8, { start: 7, words })).toMatchObject({ text: 'python train', cursor: 12 });
  expect(completed('python train', 12, { start: 7, words })).toMatchObject({
    text: 'python train',
    choices: words,
  });
});

test('nothing to offer changes nothing', () => {
  expect(completed('xyz', 3, { start: 0, words: [] })).toMatchObject({ text: 'xyz', cursor: 3, choices: [] });
});
