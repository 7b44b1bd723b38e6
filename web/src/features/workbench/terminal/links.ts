/** Links in a terminal: what a program prints is not trusted, so only web addresses open, and in a page of their own. */

/** The address as it would be opened, or null when it is none for a browser. */
export function webAddress(text: string): string | null {
  let address: URL;
  try {
    address = new URL(text);
  } catch {
    return null;
  }
  if (address.protocol !== 'http:' && address.protocol !== 'https:') return null;
  // A name and a password before the host make one address look like another.
  if (address.username !== '' || address.password !== '') return null;
  return address.href;
}

export function openAddress(address: string): void {
  globalThis.open(address, '_blank', 'noopener,noreferrer');
}
