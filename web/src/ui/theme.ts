/** The visual language as tokens: colours, type, space. `docs/console.md` says why; `base.css` has the same for CSS. */
import { theme as antd, type ThemeConfig } from 'antd';
import { useSyncExternalStore } from 'react';

import { readPreference, writePreference } from './preferences';

export type Shade = 'light' | 'dark';
export type ShadeChoice = Shade | 'system';

const darkness = globalThis.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let choice: ShadeChoice = asChoice(readPreference('theme'));

function asChoice(value: string | null): ShadeChoice {
  return value === 'light' || value === 'dark' ? value : 'system';
}

function shade(): Shade {
  if (choice !== 'system') return choice;
  return darkness.matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset.theme = shade();
  listeners.forEach((tell) => tell());
}

export function startTheme(): void {
  darkness.addEventListener('change', apply);
  apply();
}

/** `system` follows the machine's own setting, live. */
export function chooseShade(wanted: ShadeChoice): void {
  choice = wanted;
  writePreference('theme', wanted);
  apply();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function useShade(): Shade {
  return useSyncExternalStore(subscribe, shade);
}

export function useShadeChoice(): ShadeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
const MONO =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace";

const SHARED = {
  fontFamily: FONT,
  fontFamilyCode: MONO,
  fontSize: 14,
  borderRadius: 8,
  borderRadiusLG: 8,
  borderRadiusSM: 6,
  controlHeight: 34,
  wireframe: false,
  motionDurationMid: '0.16s',
  motionDurationSlow: '0.2s',
};

const LIGHT = {
  colorPrimary: '#0B7A75',
  // The lighter one that would follow from the accent falls below AA on white.
  colorPrimaryHover: '#096660',
  // What would follow from the accent for chosen rows is a muddy grey.
  controlItemBgActive: '#E6F4F2',
  controlItemBgActiveHover: '#D6ECE8',
  colorLinkHover: '#096660',
  colorInfo: '#1F6FC4',
  colorLink: '#0B7A75',
  colorSuccess: '#1B7F46',
  colorWarning: '#9A5B00',
  colorError: '#C0312B',
  colorBgLayout: '#F5F7F7',
  colorBgContainer: '#FFFFFF',
  colorBorder: '#CBD5D5',
  colorBorderSecondary: '#E2E8E8',
  colorText: '#14211F',
  colorTextSecondary: '#4C5B59',
  colorTextTertiary: '#5D6B69',
  colorTextDescription: '#4C5B59',
  colorTextPlaceholder: '#66736F',
};

const DARK = {
  colorPrimary: '#35C2B4',
  controlItemBgActive: '#12302D',
  controlItemBgActiveHover: '#1E423F',
  colorInfo: '#6CB2F5',
  colorLink: '#35C2B4',
  colorSuccess: '#4CC38A',
  colorWarning: '#E3A83B',
  colorError: '#FF7B72',
  colorBgLayout: '#0F1416',
  colorBgContainer: '#161D20',
  colorBgElevated: '#1C2529',
  colorBorder: '#36444B',
  colorBorderSecondary: '#263036',
  colorText: '#E6EDEC',
  colorTextSecondary: '#A9B7B6',
  colorTextTertiary: '#94A3A2',
  colorTextDescription: '#A9B7B6',
  colorTextPlaceholder: '#8A9998',
  // Dark letters on the light accent: white would fall below AA.
  colorTextLightSolid: '#06201D',
};

export function antdTheme(shade: Shade, motion: boolean): ThemeConfig {
  const dark = shade === 'dark';
  return {
    hashed: false,
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: { ...SHARED, ...(dark ? DARK : LIGHT), motion },
    components: {
      Table: { headerBg: dark ? '#1A2327' : '#F7F9F9', cellPaddingBlock: 11, cellPaddingBlockMD: 7 },
      Menu: { itemHeight: 38, itemBorderRadius: 6, activeBarBorderWidth: 0 },
      // They are dark in both themes.
      Tooltip: { colorTextLightSolid: '#FFFFFF' },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      // A selected row of a tree is a place, not an act.
      Tree: {
        directoryNodeSelectedBg: 'var(--accent-soft)',
        directoryNodeSelectedColor: 'var(--accent)',
      },
      Card: { headerFontSize: 14, headerHeight: 44 },
      Slider: {
        trackBg: 'var(--accent)',
        trackHoverBg: 'var(--accent)',
        handleColor: 'var(--accent)',
        dotActiveBorderColor: 'var(--accent)',
      },
    },
  };
}
