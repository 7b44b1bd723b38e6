import { describe, expect, it } from 'vitest';

import { baseName, crumbs, extensionOf, join, nameProblem, normal, parentOf, shownName } from './paths';

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
});

it('shows a name on one line, and what is no text by its bytes', () => {
  expect(shownName('a 中 😀.txt')).toBe('a 中 😀.txt');
  expect(shownName('line\nbreak')).toBe('line\\nbreak');
  expect(shownName('bell\u0007')).toBe('bell\\x07');
  expect(shownName('bad-\uefff\uef80')).toBe('bad-\\xff\\x80');
});
