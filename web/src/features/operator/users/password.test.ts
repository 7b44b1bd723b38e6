import { expect, it } from 'vitest';

import { newPassword } from './password';

it('is long, of letters that cannot be mistaken, and never the same', () => {
  const made = Array.from({ length: 200 }, newPassword);
  for (const one of made) expect(one).toMatch(/^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}$/);
  expect(new Set(made).size).toBe(200);
});
