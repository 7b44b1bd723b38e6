import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { chooseLanguage, useLanguage } from '../../ui/language';
import { chooseShade, useShade } from '../../ui/theme';

/** Shows the other language in its own word, as people look for it who cannot read this one. */
export function LanguageSwitch() {
  const language = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  const word = { zh: '中文', en: 'EN' }[other];
  return (
    <Button type="text" lang={other} onClick={() => chooseLanguage(other)}>
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
