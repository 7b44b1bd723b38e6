/** The language of the pages: the browser's, until somebody chooses. Each language is loaded when it is needed. */
import type { Locale } from 'antd/es/locale';
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { initReactI18next } from 'react-i18next';

import { readPreference, writePreference } from './preferences';

export type Language = 'zh' | 'en';

interface Pack {
  words: Record<string, unknown>;
  antd: Locale;
}

const PACKS: Record<Language, () => Promise<Pack>> = {
  zh: async () => {
    const [words, antd] = await Promise.all([import('../locales/zh'), import('antd/es/locale/zh_CN')]);
    return { words: words.default, antd: antd.default };
  },
  en: async () => {
    const [words, antd] = await Promise.all([import('../locales/en'), import('antd/es/locale/en_US')]);
    return { words: words.default, antd: antd.default };
  },
};

const antdLocales = new Map<Language, Locale>();
const listeners = new Set<() => void>();
let current: Language = 'zh';

function preferred(): Language {
  const chosen = readPreference('language');
  if (chosen === 'zh' || chosen === 'en') return chosen;
  const asked = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
  return asked?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

async function load(language: Language): Promise<void> {
  if (!antdLocales.has(language)) {
    const pack = await PACKS[language]();
    antdLocales.set(language, pack.antd);
    i18next.addResourceBundle(language, 'translation', pack.words);
  }
  await i18next.changeLanguage(language);
  current = language;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** Must have finished before the first page is drawn. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: preferred(),
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load(preferred());
}

/** Switches the pages at once and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  writePreference('language', language);
  await load(language);
  listeners.forEach((tell) => tell());
}

export function currentLanguage(): Language {
  return current;
}

export function useLanguage(): Language {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => current,
  );
}

export function antdLocale(language: Language): Locale | undefined {
  return antdLocales.get(language);
}
