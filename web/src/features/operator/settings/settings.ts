/** Settings as the operator reads them. */
import type { SettingOut } from '../../../api';

/** A value on one line; nothing is a dash. */
export function shown(value: SettingOut['value']): string {
  if (value === null || value === '') return '–';
  return Array.isArray(value) ? value.map(String).join(', ') || '–' : String(value);
}

/** Those whose name or description has every word of `query` in it. */
export function wanted(settings: SettingOut[], query: string, changedOnly: boolean): SettingOut[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return settings.filter((setting) => {
    const text = `${setting.name} ${setting.description}`.toLowerCase();
    return (!changedOnly || setting.changed) && words.every((word) => text.includes(word));
  });
}

/** A description in its parts: what stands between backticks is to be written as it is. */
export function marked(description: string): { text: string; isCode: boolean }[] {
  return description
    .split('`')
    .map((text, place) => ({ text, isCode: place % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
