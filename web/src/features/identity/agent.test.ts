import { describe, expect, it } from 'vitest';

import { deviceOf } from './agent';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';

describe('a device', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`,
      'computer',
      'Chrome 141',
      'Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/141.0.0.0`,
      'computer',
      'Edge 141',
      'Windows',
    ],
    [
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
      'computer',
      'Firefox 128',
      'Linux',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15',
      'computer',
      'Safari 17',
      'macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
      'phone',
      'Safari 17',
      'iOS',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1',
      'tablet',
      'Chrome 141',
      'iPadOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`,
      'phone',
      'Chrome 141',
      'Android',
    ],
    [`Mozilla/5.0 (Linux; Android 14; SM-X910) ${CHROME} Safari/537.36`, 'tablet', 'Chrome 141', 'Android'],
    [
      `Mozilla/5.0 (Linux; Android 14; V2309A; wv) ${CHROME} Mobile Safari/537.36 MicroMessenger/8.0.49`,
      'phone',
      'WeChat 8',
      'Android',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36`,
      'computer',
      'Chrome 141',
      'Linux',
    ],
    ['zuka-cli', 'program', 'zuka', ''],
    ['curl/8.14.1', 'program', 'curl 8', ''],
    ['python-httpx/0.28.1', 'program', 'Python', ''],
    ['', 'unknown', '', ''],
    ['something else entirely', 'unknown', '', ''],
  ])('%s', (userAgent, kind, program, system) => {
    expect(deviceOf(userAgent)).toEqual({ kind, program, system });
  });
});
