import { describe, expect, it } from 'vitest';

import { bit, has, letters, octal, parseOctal, toggled } from './mode';

describe('permissions', () => {
  it('are bits of three for three', () => {
    expect(bit('owner', 'read')).toBe(0o400);
    expect(bit('group', 'write')).toBe(0o020);
    expect(bit('others', 'execute')).toBe(0o001);
    expect(has(0o640, 'group', 'read')).toBe(true);
    expect(has(0o640, 'others', 'read')).toBe(false);
  });

  it('are turned one at a time, and what is special stays', () => {
    expect(toggled(0o644, 'owner', 'execute')).toBe(0o744);
    expect(toggled(0o4755, 'others', 'execute')).toBe(0o4754);
    // What kind of file it is is no permission.
    expect(toggled(0o100644, 'group', 'write')).toBe(0o664);
  });

  it('are shown and read as octal digits', () => {
    expect(octal(0o100644)).toBe('644');
    expect(octal(0o7)).toBe('007');
    expect(octal(0o1777)).toBe('1777');
    expect(parseOctal('755')).toBe(0o755);
    expect(parseOctal('0755')).toBe(0o755);
    for (const wrong of ['', '7', '888', '75555', 'rwx']) expect(parseOctal(wrong)).toBeNull();
  });

  it('are shown as ls does', () => {
    expect(letters('folder', 0o755)).toBe('drwxr-xr-x');
    expect(letters('link', 0o777)).toBe('lrwxrwxrwx');
    expect(letters('file', 0o4755)).toBe('-rwsr-xr-x');
    expect(letters('file', 0o4644)).toBe('-rwSr--r--');
    expect(letters('folder', 0o1777)).toBe('drwxrwxrwt');
  });
});
