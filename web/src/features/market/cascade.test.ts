import { describe, expect, it } from 'vitest';

import { fits, options, preselected, ranked, valueOf } from './cascade';
import { anImage } from './fixtures';

const torch = anImage();
const newer = anImage({ version: '2.13.0', cuda: '12.8' });
const onCpu = anImage({ version: '2.13.0', cuda: '' });
const older = anImage({ version: '2.3.0', python: '3.10', cuda: '11.8' });
const debian = anImage({
  framework: 'Debian',
  version: '12',
  python: '3.11',
  os: 'debian12',
  cuda: '',
  alias: 'base',
});
const unbuilt = anImage({ framework: 'TensorFlow', version: '2.17', state: 'unbuilt' });
const building = anImage({ framework: 'TensorFlow', version: '2.16', state: 'building' });
const all = [debian, older, unbuilt, torch, onCpu, newer, building];

describe('fits', () => {
  it('compares CUDA versions by number', () => {
    expect(fits('12.1', '12.4')).toBe(true);
    expect(fits('12.10', '12.4')).toBe(false);
    expect(fits('9.2', '12.4')).toBe(true);
    expect(fits('', '12.4')).toBe(true);
    expect(fits('12.8', null)).toBe(true);
  });
});

describe('preselected', () => {
  it('takes the newest that the driver runs', () => {
    expect(preselected(all, '12.8')).toBe(newer);
    expect(preselected(all, '12.4')).toBe(torch);
    expect(preselected(all, null)).toBe(newer);
  });

  it('takes what was asked for, by id or alias, if it is ready', () => {
    expect(preselected(all, '12.4', 'base')).toBe(debian);
    expect(preselected(all, '12.4', older.id)).toBe(older);
    expect(preselected(all, '12.4', unbuilt.id)).toBe(torch);
  });

  it('takes a bare system rather than nothing, and never what is not ready', () => {
    expect(preselected([unbuilt, debian], '12.4')).toBe(debian);
    expect(preselected([unbuilt, building], '12.4')).toBeUndefined();
  });

  it('leaves the list as it was', () => {
    const before = [...all];
    ranked(all, null);
    expect(all).toEqual(before);
  });
});

describe('options', () => {
  const values = (level: Parameters<typeof options>[2], chosen = torch) =>
    options(all, chosen, level, '12.4').map((one) => one.value);

  it('narrow down level by level, newest first', () => {
    expect(values('framework')).toEqual(['Debian', 'PyTorch', 'TensorFlow']);
    expect(values('version')).toEqual(['2.13.0', '2.3.0']);
    expect(values('python')).toEqual(['3.12 (ubuntu22.04)', '3.10 (ubuntu22.04)']);
    expect(values('cuda', newer)).toEqual(['12.8', '']);
    expect(values('cuda', debian)).toEqual(['']);
  });

  it('lead to a ready image and keep what was chosen below where they can', () => {
    const other = anImage({ version: '2.2.0', python: '3.10', cuda: '11.8' });
    const same = anImage({ version: '2.2.0', python: '3.12', cuda: '12.1' });
    const found = options([...all, other, same], older, 'version', '12.4');
    expect(found.map((one) => one.image)).toEqual([onCpu, older, other]);
  });

  it('say why a choice is not possible yet, by the one that is nearest to it', () => {
    const tensorflow = options(all, torch, 'framework', '12.4').find((one) => one.value === 'TensorFlow');
    expect(tensorflow).toEqual({ value: 'TensorFlow', image: null, state: 'building' });
  });

  it('tell the same Python on two systems apart', () => {
    expect(valueOf(torch, 'python')).toBe('3.12 (ubuntu22.04)');
    expect(valueOf(anImage({ os: '' }), 'python')).toBe('3.12');
  });
});
