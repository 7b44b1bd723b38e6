import { describe, expect, it } from 'vitest';

import { realOnes, removal, strayKind } from './strays';

const stray = (name: string, region = 'local') => ({ name, region, kind: 'instance' });
const setting = (name: string, value: string) => ({
  name,
  value,
  default: null,
  description: '',
  changed: true,
});

describe('what to do about strays', () => {
  it('tells a data disk from a machine', () => {
    expect([strayKind(stray('i-1')), strayKind(stray('i-1-data'))]).toEqual(['instance', 'disk']);
  });

  it('gives a line for each, in the region’s own project and pool', () => {
    const settings = [
      setting('ZUKA_REGIONS__EAST__PROJECT', 'rented'),
      setting('ZUKA_REGIONS__EAST__POOL', 'fast'),
    ];
    expect(removal([stray('i-1'), stray('i-2-data', 'east')], settings)).toEqual({
      look: 'incus info i-1 --project zuka\nincus storage volume show fast i-2-data --project rented',
      remove:
        'incus delete --force i-1 --project zuka\nincus storage volume delete fast i-2-data --project rented',
    });
  });

  it('has nothing to say of what is simulated', () => {
    const settings = [setting('ZUKA_REGIONS__LOCAL__ENGINE', 'simulated')];
    expect(realOnes([stray('i-1'), stray('i-2', 'east')], settings)).toEqual([stray('i-2', 'east')]);
  });

  it('lets no name become a command', () => {
    expect(removal([stray("x'; reboot")], []).remove).toBe(
      `incus delete --force 'x'\\''; reboot' --project zuka`,
    );
    expect(removal([stray('--all')], []).look).toContain(`'--all'`);
  });
});
