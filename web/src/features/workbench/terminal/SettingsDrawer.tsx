import { Drawer, Form, InputNumber, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useShade } from '../../../ui/theme';
import styles from './TerminalPane.module.css';
import {
  FONT_SIZES,
  FONTS,
  prefer,
  SCROLLBACK,
  usePreferences,
  type TerminalPreferences,
} from './preferences';
import { themeOf, THEMES, type ThemeName } from './themes';

const CHOICES = ['console', ...(Object.keys(THEMES) as ThemeName[])] as const;
const SWITCHES = [
  'cursorBlink',
  'copyOnSelect',
  'ctrlV',
  'warnLines',
  'programsCopy',
  'webgl',
  'screenReader',
  'guard',
] as const satisfies (keyof TerminalPreferences)[];
const CURSORS = ['block', 'bar', 'underline'] as const;
const BELLS = ['none', 'flash', 'sound'] as const;

/** How terminals look and behave; what is changed is seen at once, in all of them. */
export function SettingsDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={open}
      size={420}
      title={t('workbench-terminal.settings.title')}
      onClose={onClose}
      destroyOnHidden
    >
      <Settings />
    </Drawer>
  );
}

function Settings() {
  const { t } = useTranslation();
  const chosen = usePreferences();
  return (
    <Form layout="vertical">
      <Form.Item label={t('workbench-terminal.settings.theme')}>
        <Themes />
      </Form.Item>
      <Form.Item label={t('workbench-terminal.settings.font')} htmlFor="terminal-font">
        <Select
          id="terminal-font"
          value={chosen.font}
          onChange={(font) => prefer({ font })}
          options={(Object.keys(FONTS) as (keyof typeof FONTS)[]).map((value) => ({
            value,
            label: t(`workbench-terminal.settings.fonts.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item
        label={t('workbench-terminal.settings.fontSize')}
        htmlFor="terminal-font-size"
        extra={t('workbench-terminal.settings.fontSize_hint')}
      >
        <InputNumber
          id="terminal-font-size"
          min={FONT_SIZES.least}
          max={FONT_SIZES.most}
          value={chosen.fontSize}
          onChange={(fontSize) => fontSize !== null && prefer({ fontSize })}
        />
      </Form.Item>
      <Form.Item
        label={t('workbench-terminal.settings.scrollback')}
        htmlFor="terminal-scrollback"
        extra={t('workbench-terminal.settings.scrollback_hint')}
      >
        <InputNumber
          id="terminal-scrollback"
          min={SCROLLBACK.least}
          max={SCROLLBACK.most}
          step={1_000}
          value={chosen.scrollback}
          onChange={(scrollback) => scrollback !== null && prefer({ scrollback })}
        />
      </Form.Item>
      <Form.Item label={t('workbench-terminal.settings.cursorStyle')} htmlFor="terminal-cursor">
        <Select
          id="terminal-cursor"
          value={chosen.cursorStyle}
          onChange={(cursorStyle) => prefer({ cursorStyle })}
          options={CURSORS.map((value) => ({
            value,
            label: t(`workbench-terminal.settings.cursors.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item label={t('workbench-terminal.settings.bell')} htmlFor="terminal-bell">
        <Select
          id="terminal-bell"
          value={chosen.bell}
          onChange={(bell) => prefer({ bell })}
          options={BELLS.map((value) => ({ value, label: t(`workbench-terminal.settings.bells.${value}`) }))}
        />
      </Form.Item>
      {SWITCHES.map((name) => (
        <Form.Item
          key={name}
          layout="horizontal"
          label={t(`workbench-terminal.settings.${name}`)}
          htmlFor={`terminal-${name}`}
          extra={t(`workbench-terminal.settings.${name}_hint`)}
          colon={false}
        >
          <Switch id={`terminal-${name}`} checked={chosen[name]} onChange={(on) => prefer({ [name]: on })} />
        </Form.Item>
      ))}
    </Form>
  );
}

function Themes() {
  const { t } = useTranslation();
  const shade = useShade();
  const { theme } = usePreferences();
  return (
    <div className={styles.themes} role="radiogroup" aria-label={t('workbench-terminal.settings.theme')}>
      {CHOICES.map((name) => {
        const look = themeOf(name, shade);
        return (
          <label
            key={name}
            className={styles.theme}
            data-chosen={name === theme}
            style={{ background: look.background, color: look.foreground }}
          >
            <input
              type="radio"
              name="terminal-theme"
              value={name}
              checked={name === theme}
              onChange={() => prefer({ theme: name })}
            />
            {t(`workbench-terminal.settings.themes.${name}`)}
            <br />
            <span aria-hidden>
              {[look.red, look.yellow, look.green, look.cyan, look.blue, look.magenta].map((colour) => (
                <span key={colour} style={{ color: colour }}>
                  ██
                </span>
              ))}
            </span>
          </label>
        );
      })}
    </div>
  );
}
