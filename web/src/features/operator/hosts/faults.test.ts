import { beforeAll, describe, expect, it } from 'vitest';

import { chooseLanguage, startLanguage } from '../../../ui/language';
import { faultWords } from './faults';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('zh');
});

describe('a fault', () => {
  it.each([
    "The storage pool's driver is `dir`: disk quotas are ignored there, and every create is a full copy.",
    "The region's storage pool is not on this host.",
    'The card is not in its host any more.',
    'The card has no PCI address, so it cannot be attached.',
    "No driver is loaded for this card; install NVIDIA's.",
    "The card is bound to the driver vfio-pci, not to NVIDIA's.",
    "NVIDIA's driver is loaded and does not know this card; `nvidia-smi` on the host says why.",
    'The NVIDIA container tools are missing on the host, or fail; install nvidia-container-toolkit.',
    'The card is split into 4 virtual functions.',
    'The card is split into mediated devices.',
  ])('is said in the reader’s language: %s', (fault) => {
    expect(faultWords(fault)).toMatch(/[一-鿿]/);
  });

  it('that is new stays as it came', () => {
    expect(faultWords('It rains.')).toBe('It rains.');
  });
});
