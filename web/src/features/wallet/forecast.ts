/** What costs money right now, and how long the balance would last if some of it were powered off. */
import type { InstanceOut, RulesView } from '../../api';
import { micros } from '../../ui/format';
import { lasts } from './standing';

const HOURS_PER_DAY = 24;

export interface Burner {
  key: string;
  /** A run stops with a power-off, a disk goes on until the release; the rest is what no list explains yet. */
  kind: 'run' | 'disk' | 'rest';
  instance: Pick<InstanceOut, 'id' | 'name' | 'model' | 'count' | 'mode' | 'simulated'> | null;
  /** Micro-yuan per hour. */
  rate: number;
  /** Extra gigabytes of a disk. */
  extraGb: number;
}

type DiskRules = Pick<RulesView, 'data_disk_free_gb' | 'data_disk_price_per_gb_day'>;

/** Everything that adds up to `burn`, the dearest first; disks after the runs. */
export function burners(instances: InstanceOut[], burn: number, rules: DiskRules | undefined): Burner[] {
  const runs = instances.flatMap(runOf);
  const disks = rules === undefined ? [] : instances.flatMap((one) => diskOf(one, rules));
  const known = [...runs, ...disks];
  const rest = burn - known.reduce((sum, one) => sum + one.rate, 0);
  known.sort((a, b) => Number(a.kind === 'disk') - Number(b.kind === 'disk') || b.rate - a.rate);
  return rest > 0 ? [...known, { key: 'rest', kind: 'rest', instance: null, rate: rest, extraGb: 0 }] : known;
}

function runOf(instance: InstanceOut): Burner[] {
  const { run } = instance;
  if (run === null || run.paused) return [];
  const rate = micros(run.price_per_hour);
  return [{ key: `run:${instance.id}`, kind: 'run', instance, rate, extraGb: 0 }];
}

/** The first boot that succeeds begins the disk's charge, and only the release ends it. */
function diskOf(instance: InstanceOut, rules: DiskRules): Burner[] {
  const extraGb = instance.data_disk_gb - rules.data_disk_free_gb;
  if (extraGb <= 0 || instance.started_at === null) return [];
  const rate = Math.floor((micros(rules.data_disk_price_per_gb_day) * extraGb) / HOURS_PER_DAY);
  return rate > 0 ? [{ key: `disk:${instance.id}`, kind: 'disk', instance, rate, extraGb }] : [];
}

export interface Outlook {
  /** Micro-yuan per hour. */
  burn: number;
  lastsMs: number | null;
}

/** How it would be if the burners in `off` stopped now. */
export function outlook(available: number, all: Burner[], off: ReadonlySet<string> = new Set()): Outlook {
  const burn = all.filter((one) => !off.has(one.key)).reduce((sum, one) => sum + one.rate, 0);
  return { burn, lastsMs: lasts(available, burn) };
}
