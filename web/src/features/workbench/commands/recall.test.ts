import { expect, test } from 'vitest';

import { Recall } from './recall';

test('it goes back and forth, and what was being typed comes back', () => {
  const recall = new Recall(['three', 'two', 'one']);
  expect(recall.older('')).toBe('three');
  expect(recall.older('three')).toBe('two');
  expect(recall.newer('two')).toBe('three');
  expect(recall.newer('three')).toBe('');
  expect(recall.newer('')).toBeNull();
});

test('only lines that begin as what was typed are offered', () => {
  const recall = new Recall(['ls -la', 'cd /', 'ls /data']);
  expect(recall.older('ls')).toBe('ls -la');
  expect(recall.older('ls -la')).toBe('ls /data');
  expect(recall.older('ls /data')).toBeNull();
  expect(recall.newer('ls /data')).toBe('ls -la');
  expect(recall.newer('ls -la')).toBe('ls');
});

test('what was sent just now is there at once, and once when the platform tells of it', () => {
  const recall = new Recall(['two', 'one']);
  recall.sent('three');
  expect(recall.older('')).toBe('three');
  recall.know(['three', 'two', 'one']);
  expect(recall.older('three')).toBe('two');
  expect(recall.newer('two')).toBe('three');
});
