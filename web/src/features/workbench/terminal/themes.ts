/** The colours of terminals. Ours follow the console; the others are the well-known ones, by their own names. */
import type { ITheme } from '@xterm/xterm';

import type { Shade } from '../../../ui/theme';

/** Background, text, cursor, selection, then the eight colours and the eight bright ones. */
type Palette = [string, string, string, string, ...string[]];

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

function theme([background, foreground, cursor, selection, ...colours]: Palette): ITheme {
  const named: Record<string, string> = {};
  NAMES.forEach((name, index) => {
    named[name] = colours[index] ?? foreground;
    const bright = `bright${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    named[bright] = colours[index + 8] ?? named[name];
  });
  return {
    ...named,
    background,
    foreground,
    cursor,
    cursorAccent: background,
    selectionBackground: selection,
    scrollbarSliderBackground: `${foreground}30`,
    scrollbarSliderHoverBackground: `${foreground}55`,
    scrollbarSliderActiveBackground: `${foreground}77`,
  };
}

const colours = (text: string): string[] => text.split(' ').map((one) => `#${one}`);

const PALETTES = {
  'zuka-light': colours(
    'ffffff 14211f 0b7a75 0b7a7533 14211f b3261e 1b7f46 8a5a00 1f6fc4 8b3fb5 0b7a75 5d6b69 4c5b59 c0312b 1b7f46 9a5b00 1f6fc4 a03fc0 0b7a75 36444b',
  ),
  'zuka-dark': colours(
    '0f1416 e6edec 35c2b4 35c2b440 36444b ff7b72 4cc38a e3a83b 6cb2f5 d2a8ff 35c2b4 c9d5d4 7b8b8a ff9d96 7ee2ac f0c674 9ccbff e2c5ff 6fe0d5 ffffff',
  ),
  dracula: colours(
    '282a36 f8f8f2 f8f8f2 44475a 21222c ff5555 50fa7b f1fa8c bd93f9 ff79c6 8be9fd f8f8f2 6272a4 ff6e6e 69ff94 ffffa5 d6acff ff92df a4ffff ffffff',
  ),
  'one-dark': colours(
    '282c34 abb2bf 528bff 3e4451 3f4451 e06c75 98c379 e5c07b 61afef c678dd 56b6c2 d7dae0 5c6370 e06c75 98c379 e5c07b 61afef c678dd 56b6c2 ffffff',
  ),
  'tokyo-night': colours(
    '1a1b26 c0caf5 c0caf5 33467c 15161e f7768e 9ece6a e0af68 7aa2f7 bb9af7 7dcfff a9b1d6 565f89 f7768e 9ece6a e0af68 7aa2f7 bb9af7 7dcfff c0caf5',
  ),
  nord: colours(
    '2e3440 d8dee9 d8dee9 4c566a 3b4252 bf616a a3be8c ebcb8b 81a1c1 b48ead 88c0d0 e5e9f0 616e88 bf616a a3be8c ebcb8b 81a1c1 b48ead 8fbcbb eceff4',
  ),
  'gruvbox-dark': colours(
    '282828 ebdbb2 ebdbb2 504945 282828 cc241d 98971a d79921 458588 b16286 689d6a a89984 928374 fb4934 b8bb26 fabd2f 83a598 d3869b 8ec07c ebdbb2',
  ),
  monokai: colours(
    '272822 f8f8f2 f8f8f0 49483e 272822 f92672 a6e22e f4bf75 66d9ef ae81ff a1efe4 f8f8f2 75715e f92672 a6e22e f4bf75 66d9ef ae81ff a1efe4 f9f8f5',
  ),
  'solarized-dark': colours(
    '002b36 93a1a1 93a1a1 0d4a58 073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 586e75 cb4b16 859900 b58900 268bd2 6c71c4 2aa198 fdf6e3',
  ),
  'solarized-light': colours(
    'fdf6e3 586e75 586e75 e0d9c4 073642 dc322f 859900 b58900 268bd2 d33682 2aa198 93a1a1 657b83 cb4b16 859900 b58900 268bd2 6c71c4 2aa198 002b36',
  ),
  'github-light': colours(
    'ffffff 24292f 0969da b6d7ff 24292f cf222e 116329 7d4e00 0969da 8250df 1b7c83 6e7781 57606a a40e26 1a7f37 633c01 218bff a475f9 3192aa 8c959f',
  ),
  black: colours(
    '000000 e5e5e5 ffffff 444444 000000 cd3131 0dbc79 e5e510 4a90e2 bc3fbc 11a8cd e5e5e5 7f7f7f f14c4c 23d18b f5f543 6cb2f5 d670d6 29b8db ffffff',
  ),
} satisfies Record<string, string[]>;

export type ThemeName = keyof typeof PALETTES;

export const THEMES = Object.fromEntries(
  Object.entries(PALETTES).map(([name, palette]) => [name, theme(palette as Palette)]),
) as Record<ThemeName, ITheme>;

export function themeOf(name: ThemeName | 'console', shade: Shade): ITheme {
  return THEMES[name === 'console' ? (`zuka-${shade}` as const) : name];
}

const marks = (background: string, active: string) => ({
  matchBackground: background,
  matchOverviewRuler: background,
  activeMatchBackground: active,
  activeMatchColorOverviewRuler: active,
});
const ON_LIGHT = marks('#ffe08a', '#ffa94d');
const ON_DARK = marks('#5b4a12', '#9a4a12');

/** How what is searched for is marked, so that the text on it stays readable. The same object for the same theme. */
export function marksOf({ background = '' }: ITheme): typeof ON_LIGHT {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(background.slice(at, at + 2), 16));
  return red * 0.3 + green * 0.6 + blue * 0.1 > 128 ? ON_LIGHT : ON_DARK;
}
