/** Faults of hosts and cards in the reader's language. The engine tells them as English sentences, without a code. */
import i18next from 'i18next';

const SENTENCES = [
  [/^The storage pool's driver is `dir`/, 'dir_pool'],
  [/^The region's storage pool is not on this host/, 'no_pool'],
  [/^The card is not in its host any more/, 'card_gone'],
  [/^The card has no PCI address/, 'no_address'],
  [/^No driver is loaded for this card/, 'no_driver'],
  [/^The card is bound to the driver/, 'other_driver'],
  [/^NVIDIA's driver is loaded and does not know this card/, 'unknown_to_driver'],
  [/^The NVIDIA container tools are missing/, 'no_tools'],
  [/^The card is split into/, 'split'],
] as const;

/** What a fault says, in the reader's words; a sentence that we do not know stays as it came. */
export function faultWords(fault: string): string {
  const known = SENTENCES.find(([pattern]) => pattern.test(fault));
  return known === undefined ? fault : i18next.t(`hosts.faults.${known[1]}`);
}
