import { expect, it } from 'vitest';

import { systemName } from './systems';

it.each([
  ['debian12', 'Debian 12'],
  ['ubuntu22.04', 'Ubuntu 22.04'],
  ['arch2026', 'arch 2026'],
  ['Windows', 'Windows'],
  ['', ''],
])('%s is %s', (os, name) => {
  expect(systemName(os)).toBe(name);
});
