/** A browser's log-in in words: which program on which system, read from what the program says of itself. */

export type DeviceKind = 'computer' | 'phone' | 'tablet' | 'program' | 'unknown';

export interface Device {
  kind: DeviceKind;
  /** "Firefox 128"; empty when it cannot be told. */
  program: string;
  /** "Windows"; empty when it cannot be told. */
  system: string;
}

/**
 * In this order: most browsers also name those that they descend from, so the special ones come first. Each pattern
 * captures the major version, where it means something to people.
 */
const BROWSERS: [pattern: RegExp, name: string][] = [
  [/MicroMessenger\/(\d+)/, 'WeChat'],
  [/\bQQBrowser\/(\d+)/, 'QQ Browser'],
  [/\b(?:Edg|EdgA|EdgiOS)\/(\d+)/, 'Edge'],
  [/\b(?:OPR|Opera)\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\bHuaweiBrowser\/(\d+)/, 'Huawei Browser'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
];

const PROGRAMS: [pattern: RegExp, name: string][] = [
  [/^zuka-cli\b/, 'zuka'],
  [/^curl\/(\d+)/, 'curl'],
  [/^Wget\/(\d+)/, 'wget'],
  [/^python-httpx\/|^python-requests\/|^Python-urllib\/|^Python\/\d\S* aiohttp\//, 'Python'],
];

const SYSTEMS: [pattern: RegExp, name: string][] = [
  [/Windows/, 'Windows'],
  [/iPad/, 'iPadOS'],
  [/iPhone|iPod/, 'iOS'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];

function firstOf(list: [RegExp, string][], text: string): string {
  for (const [pattern, name] of list) {
    const match = pattern.exec(text);
    if (match) return match[1] === undefined ? name : `${name} ${match[1]}`;
  }
  return '';
}

function kindOf(text: string, system: string): DeviceKind {
  if (system === 'iPadOS' || (system === 'Android' && !text.includes('Mobile'))) return 'tablet';
  if (text.includes('Mobile') || system === 'iOS') return 'phone';
  return system === '' ? 'unknown' : 'computer';
}

/** `userAgent` is what the program sent, and may be anything at all. */
export function deviceOf(userAgent: string): Device {
  const program = firstOf(PROGRAMS, userAgent);
  if (program !== '') return { kind: 'program', program, system: '' };
  const system = firstOf(SYSTEMS, userAgent);
  return { kind: kindOf(userAgent, system), program: firstOf(BROWSERS, userAgent), system };
}
