import { describe, expect, it } from 'vitest';

import { startAt, stepped, type Places, type Step } from './places';

function after(start: Places, ...steps: Step[]): Places {
  return steps.reduce(stepped, start);
}

describe('places', () => {
  it('are gone back and forward through', () => {
    const there = after(startAt('/a'), { kind: 'go', path: '/b' }, { kind: 'go', path: '/c' });
    const back = after(there, { kind: 'back' });
    expect([back.path, back.forward]).toEqual(['/b', ['/c']]);
    expect(after(back, { kind: 'forward' }).path).toBe('/c');
    expect(after(back, { kind: 'go', path: '/d' }).forward).toEqual([]);
    expect(after(startAt('/a'), { kind: 'back' }).path).toBe('/a');
  });

  it('take the real name of a folder without a step', () => {
    const real = after(startAt(null), { kind: 'real', asked: '~', path: '/root' });
    expect([real.path, real.back]).toEqual(['/root', []]);
    // An answer that comes late is of another folder.
    const late = after(startAt('/a'), { kind: 'real', asked: '~', path: '/root' });
    expect(late.path).toBe('/a');
  });
});

describe('following the terminal', () => {
  it('goes along with each new folder', () => {
    expect(after(startAt('/a'), { kind: 'heard', path: '/b' }).path).toBe('/b');
  });

  it('does not take back what somebody browses before the next real change', () => {
    const browsing = after(startAt('/a'), { kind: 'go', path: '/x' }, { kind: 'heard', path: '/a' });
    expect(browsing.path).toBe('/x');
    expect(after(browsing, { kind: 'heard', path: null }).path).toBe('/x');
    expect(after(browsing, { kind: 'heard', path: '/b' }).path).toBe('/b');
  });

  it('leaves somebody alone who was somewhere before the shell said where it starts', () => {
    expect(after(startAt(null), { kind: 'heard', path: '/root' }).path).toBe('/root');
    const gone = after(startAt(null), { kind: 'go', path: '/x' }, { kind: 'heard', path: '/root' });
    expect(gone.path).toBe('/x');
    expect(after(gone, { kind: 'heard', path: '/b' }).path).toBe('/b');
  });

  it('can be switched off, and goes there at once when it is switched on', () => {
    const off = after(startAt('/a'), { kind: 'follow', on: false }, { kind: 'heard', path: '/b' });
    expect(off.path).toBe('/a');
    expect(after(off, { kind: 'follow', on: true }).path).toBe('/b');
  });
});
