/** A first password for somebody else's account: long enough not to be guessed, and easy to read out. */

/** Without what looks alike: no 0 and o, no 1, l and i. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 4;

/** Sixteen letters in four groups: 79 bits. Of 32 random bits the remainder is even enough. */
export function newPassword(): string {
  const random = crypto.getRandomValues(new Uint32Array(GROUPS * GROUP));
  const letters = Array.from(random, (number) => LETTERS[number % LETTERS.length]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}
