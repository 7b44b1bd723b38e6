import { describe, expect, it } from 'vitest';

import {
  baseName,
  crumbs,
  extensionOf,
  freeName,
  join,
  nameProblem,
  normal,
  parentOf,
  quoted,
  within,
} from './paths';

describe('a path', () => {
  it('is cleaned of what says nothing, and never climbs above the root', () => {
    expect(normal('//a/./b/../c/')).toBe('/a/c');
    expect(normal('/../..')).toBe('/');
    expect(normal('~/x/../y')).toBe('~/y');
    expect(normal('~')).toBe('~');
  });

  it('is taken from where one stands unless it begins at the root or at home', () => {
    expect(join('/root', 'data/a')).toBe('/root/data/a');
    expect(join('/root', '../etc')).toBe('/etc');
    expect(join('/root', '/tmp')).toBe('/tmp');
    expect(join('/root', '~/x')).toBe('~/x');
    expect(join('/', 'a')).toBe('/a');
  });

  it('has a parent up to the root', () => {
    expect(parentOf('/a/b')).toBe('/a');
    expect(parentOf('/a')).toBe('/');
    expect(parentOf('/')).toBeNull();
    expect(parentOf('~')).toBeNull();
    expect(parentOf('~/a')).toBe('~');
  });

  it('is a way of folders', () => {
    expect(crumbs('/a/b').map(({ path }) => path)).toEqual(['/', '/a', '/a/b']);
    expect(crumbs('~/a').map(({ path }) => path)).toEqual(['~', '~/a']);
    expect(baseName('/a/b.txt')).toBe('b.txt');
  });

  it('knows what lies below it', () => {
    expect(within('/a', '/a/b')).toBe(true);
    expect(within('/a', '/ab')).toBe(false);
    expect(within('/', '/x')).toBe(true);
  });
});

describe('a name', () => {
  it('has an ending only after its first letter', () => {
    expect(extensionOf('a.TAR.GZ')).toBe('gz');
    expect(extensionOf('.bashrc')).toBe('');
    expect(extensionOf('Makefile')).toBe('');
  });

  it('is refused where no machine would take it', () => {
    expect(nameProblem(' ')).toBe('empty');
    expect(nameProblem('a/b')).toBe('slash');
    expect(nameProblem('..')).toBe('dots');
    expect(nameProblem('a\nb')).toBe('control');
    // 86 Chinese letters are 258 bytes.
    expect(nameProblem('长'.repeat(86))).toBe('long');
    expect(nameProblem('数据 (1).csv')).toBeNull();
  });

  it('gets a number where it is taken', () => {
    const taken = new Set(['a.txt', 'a (2).txt', 'b']);
    expect(freeName('a.txt', (name) => taken.has(name))).toBe('a (3).txt');
    expect(freeName('b', (name) => taken.has(name))).toBe('b (2)');
    expect(freeName('c', (name) => taken.has(name))).toBe('c');
  });

  it('is one word for a shell', () => {
    expect(quoted('/a/b-c.txt')).toBe('/a/b-c.txt');
    expect(quoted("/a b/it's")).toBe(`'/a b/it'\\''s'`);
  });
});
