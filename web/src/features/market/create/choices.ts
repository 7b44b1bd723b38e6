/** What is chosen on the create page, and its way into the address and back, so that it survives a detour. */
import type { OfferView } from '../../../api';
import type { CreateSearch } from '../../../routes/search';

export interface Choices {
  count: number;
  diskGb: number;
  /** Id or alias; undefined while the page's own suggestion stands. */
  image: string | undefined;
  name: string;
}

/** What the address asks for, within what the host can give at all. Idle cards are another matter: they change. */
export function choicesOf(search: CreateSearch, offer: OfferView): Choices {
  return {
    count: Math.min(search.count ?? 1, offer.total),
    diskGb: withinDisk(search.disk ?? offer.data_disk_gb, offer),
    image: search.image,
    name: search.name ?? '',
  };
}

export function withinDisk(size: number, offer: OfferView): number {
  return Math.min(Math.max(size, offer.data_disk_gb), Math.max(offer.data_disk_gb, offer.data_disk_max_gb));
}

/** For the address; what the page assumes anyway is left out. */
export function searchOf(choices: Choices, offer: OfferView): CreateSearch {
  return {
    model: offer.model,
    count: choices.count === 1 ? undefined : choices.count,
    disk: choices.diskGb === offer.data_disk_gb ? undefined : choices.diskGb,
    image: choices.image,
    name: choices.name === '' ? undefined : choices.name,
  };
}

/** As the platform's own rule: letters of any script, digits, and a few marks. Empty means that one is made up. */
export function isGoodName(name: string): boolean {
  return name.trim() === '' || /^[\p{L}\p{N} ._-]{1,40}$/u.test(name.trim());
}
