/** The name under which one filled-in form is ordered, so that pressing twice, or again after silence, orders once. */

const BYTES = 16;

/** `crypto.randomUUID` exists on secure origins only; the platform is often met over plain HTTP in a laboratory. */
export function newOrderKey(): string {
  if (typeof (crypto as Partial<Crypto>).randomUUID === 'function') return crypto.randomUUID();
  const random = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
