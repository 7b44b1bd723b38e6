import { ConfigProvider, theme as antd } from 'antd';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';

import { Panel } from '../../ui/Page';
import { antdTheme, chooseShade, useShadeChoice, type Shade, type ShadeChoice } from '../../ui/theme';
import { LanguageChoice } from '../frame/Switches';
import styles from './LookChoice.module.css';

const CHOICES: ShadeChoice[] = ['system', 'light', 'dark'];

/** Language and theme of this browser, each theme shown as it looks. */
export function LookChoice() {
  const { t } = useTranslation();
  const chosen = useShadeChoice();
  return (
    <Panel title={t('account.tab_look')}>
      <p className={styles.lead}>{t('account.look_lead')}</p>
      <fieldset className={styles.field}>
        <legend>{t('account.language')}</legend>
        <LanguageChoice />
      </fieldset>
      <fieldset className={styles.field}>
        <legend>{t('account.theme')}</legend>
        <div className={styles.themes}>
          {CHOICES.map((choice) => (
            <label key={choice} className={styles.theme}>
              <Preview choice={choice} />
              <span className={styles.choice}>
                <input
                  type="radio"
                  name="theme"
                  value={choice}
                  checked={choice === chosen}
                  onChange={() => chooseShade(choice)}
                />
                {t(`account.theme_${choice}`)}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </Panel>
  );
}

/** A page in miniature; the system's own choice is one half of each. */
function Preview({ choice }: { choice: ShadeChoice }) {
  const shades: Shade[] = choice === 'system' ? ['light', 'dark'] : [choice];
  return (
    <span className={styles.preview} aria-hidden="true">
      {shades.map((shade) => (
        <ConfigProvider key={shade} theme={antdTheme(shade, false)}>
          <Miniature />
        </ConfigProvider>
      ))}
    </span>
  );
}

/** Drawn in the colours of the theme around it, which need not be the page's. */
function Miniature() {
  const { token } = antd.useToken();
  const colours = {
    '--ground-here': token.colorBgLayout,
    '--panel-here': token.colorBgContainer,
    '--line-here': token.colorBorderSecondary,
    '--text-here': token.colorText,
    '--quiet-here': token.colorTextTertiary,
    '--accent-here': token.colorPrimary,
  } as CSSProperties;
  return (
    <span className={styles.miniature} style={colours}>
      <span className={styles.side} />
      <span className={styles.page}>
        <span className={styles.title} />
        <span className={styles.text} />
        <span className={styles.text} />
        <span className={styles.button} />
      </span>
    </span>
  );
}
