/** What a file is by its name: enough to choose an icon and how to open it. What it really is the machine says. */
import { extensionOf } from './paths';

const IMAGES = new Set(['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'avif', 'ico']);
const TEXTS = new Set(
  'txt md log csv tsv json yaml yml toml ini cfg conf xml html css sql env lock out err py sh js ts'.split(
    ' ',
  ),
);

export function isImage(name: string): boolean {
  return IMAGES.has(extensionOf(name));
}

export function isText(name: string): boolean {
  return TEXTS.has(extensionOf(name));
}
