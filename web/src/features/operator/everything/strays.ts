/** Commands for what the engine has and nobody knows: to look at it first, and to delete it once somebody is sure. */
import type { SettingOut, StrayOut } from '../../../api';

const DISK = /-data$/;
const PLAIN = /^[A-Za-z0-9][\w.-]*$/;

type Stray = Pick<StrayOut, 'region' | 'name' | 'kind'>;

/** A data disk is told by its name; everything else by what the platform says. */
export function strayKind({ name, kind }: Stray): string {
  return DISK.test(name) ? 'disk' : kind;
}

/** Those of a real engine: of a simulated one there is nothing to look at. */
export function realOnes<T extends Stray>(strays: T[], settings: SettingOut[]): T[] {
  return strays.filter(({ region }) => settingOf(settings, region, 'ENGINE') !== 'simulated');
}

export interface Removal {
  look: string;
  remove: string;
}

export function removal(strays: Stray[], settings: SettingOut[]): Removal {
  const lines = strays.map((stray) => commands(stray, settings));
  return {
    look: lines.map((one) => one.look).join('\n'),
    remove: lines.map((one) => one.remove).join('\n'),
  };
}

function commands(stray: Stray, settings: SettingOut[]): Removal {
  const name = quoted(stray.name);
  const project = `--project ${quoted(settingOf(settings, stray.region, 'PROJECT'))}`;
  if (strayKind(stray) === 'disk') {
    const pool = quoted(settingOf(settings, stray.region, 'POOL'));
    return {
      look: `incus storage volume show ${pool} ${name} ${project}`,
      remove: `incus storage volume delete ${pool} ${name} ${project}`,
    };
  }
  return {
    look: `incus info ${name} ${project}`,
    remove: `incus delete --force ${name} ${project}`,
  };
}

/** What a region's project or pool is called; where nobody says, as we call it ourselves. */
function settingOf(settings: SettingOut[], region: string, name: 'PROJECT' | 'POOL' | 'ENGINE'): string {
  const wanted = `ZUKA_REGIONS__${region}__${name}`.toUpperCase();
  const found = settings.find((setting) => setting.name.toUpperCase() === wanted)?.value;
  return typeof found === 'string' && found !== '' ? found : 'zuka';
}

/** Whatever a name has in it, the shell takes it for one word. */
function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
