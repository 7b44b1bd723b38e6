import { App, ConfigProvider } from 'antd';
import type { ReactNode } from 'react';

import { antdLocale, useLanguage } from './language';
import { nonce } from './nonce';
import { antdTheme, useShade } from './theme';

const calm = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Gives everything inside it the theme and the language that were chosen. */
export function Look({ children }: { children: ReactNode }) {
  const shade = useShade();
  const language = useLanguage();
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={antdLocale(language)}
      theme={antdTheme(shade, !calm)}
      // A space between two Chinese letters of a button would change the name that a screen reader says.
      button={{ autoInsertSpace: false }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}
