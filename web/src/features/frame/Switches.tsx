import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

import { chooseLanguage, useLanguage, type Language } from '../../ui/language';
import { chooseShade, useShade } from '../../ui/theme';

/** The language that is not in use, in its own word, as people look for it who cannot read this one. */
export function useOtherLanguage(): { language: Language; word: string } {
  return useLanguage() === 'zh' ? { language: 'en', word: 'English' } : { language: 'zh', word: '中文' };
}

export function LanguageSwitch() {
  const { language, word } = useOtherLanguage();
  return (
    <Button type="text" lang={language} onClick={() => void chooseLanguage(language)}>
      {word}
    </Button>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const dark = useShade() === 'dark';
  return (
    <Button
      type="text"
      aria-label={dark ? t('frame.light') : t('frame.dark')}
      icon={dark ? <SunOutlined /> : <MoonOutlined />}
      onClick={() => chooseShade(dark ? 'light' : 'dark')}
    />
  );
}

/** Every language in its own word, for choosing one on purpose. */
export function LanguageChoice() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Radio.Group
      aria-label={t('account.language')}
      optionType="button"
      value={language}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'English' },
      ]}
      onChange={(event) => void chooseLanguage(event.target.value as Language)}
    />
  );
}
