/** Which charts there are and what each draws, from the samples alone. */
import i18next from 'i18next';

import type { CardSampleOut, SampleOut } from '../../api';
import { bytes, celsius, percent, watts } from '../../ui/format';
import type { ChartLine } from '../../ui/Chart';

type Samples = (SampleOut | null)[];

export interface PanelOf {
  what: string;
  title: string;
  lines: ChartLine[];
  write: (value: number) => string;
  top?: number;
  /** Counted in bytes, so that its scale has round numbers of them. */
  inBytes?: boolean;
}

const whole = (value: number) => percent(value);
const rate = (value: number) => i18next.t('monitor.per_second', { amount: bytes(value) });

function line(name: string, samples: Samples, pick: (sample: SampleOut) => number | null): ChartLine {
  return { name, values: samples.map((sample) => (sample === null ? null : pick(sample))) };
}

function share(part: number | null, total: number): number | null {
  return part === null || total <= 0 ? null : (part / total) * 100;
}

/** What every instance has. */
export function machinePanels(samples: Samples): PanelOf[] {
  const newest = samples.at(-1);
  const t = i18next.t;
  return [
    {
      what: 'cpu',
      title: newest ? t('monitor.cpu_of', { count: newest.cpu_threads }) : t('monitor.cpu'),
      lines: [line(t('monitor.used'), samples, (one) => one.cpu_percent)],
      write: whole,
      top: 100,
    },
    {
      what: 'memory',
      title: newest
        ? t('monitor.memory_of', { size: bytes(newest.memory_limit_bytes) })
        : t('monitor.memory'),
      lines: [line(t('monitor.used'), samples, (one) => one.memory_bytes)],
      write: bytes,
      inBytes: true,
      ...(newest && { top: newest.memory_limit_bytes }),
    },
    {
      what: 'disk',
      title: t('monitor.disk'),
      lines: [
        line(t('monitor.system_disk'), samples, (one) =>
          share(one.system_disk_bytes, one.system_disk_limit_bytes),
        ),
        line(t('monitor.data_disk'), samples, (one) => share(one.data_disk_bytes, one.data_disk_limit_bytes)),
      ],
      write: whole,
      top: 100,
    },
    {
      what: 'network',
      title: t('monitor.network'),
      lines: [
        line(t('monitor.received'), samples, (one) => one.network_received_per_second),
        line(t('monitor.sent'), samples, (one) => one.network_sent_per_second),
      ],
      write: rate,
      inBytes: true,
    },
  ];
}

const CARD_PANELS: {
  what: 'utilisation' | 'card_memory' | 'temperature' | 'power';
  pick: (card: CardSampleOut) => number | null;
  write: (value: number) => string;
  top?: (card: CardSampleOut) => number | null;
  inBytes?: true;
}[] = [
  { what: 'utilisation', pick: (card) => card.utilisation_percent, write: whole, top: () => 100 },
  {
    what: 'card_memory',
    pick: (card) => card.memory_used_bytes,
    write: bytes,
    inBytes: true,
    top: (card) => card.memory_total_bytes,
  },
  { what: 'temperature', pick: (card) => card.temperature_celsius, write: celsius, top: () => 100 },
  { what: 'power', pick: (card) => card.power_watts, write: watts },
];

/** The cards of the newest sample, each with its own line; a panel of which no card says anything is left out. */
export function cardPanels(samples: Samples): PanelOf[] {
  const newest = samples.findLast((one) => one !== null);
  const cards = newest?.cards ?? [];
  return CARD_PANELS.flatMap(({ what, pick, write, top, inBytes = false }) => {
    const lines = cards.map((card) =>
      line(i18next.t('monitor.card', { index: card.index }), samples, (sample) => {
        const found = sample.cards.find((one) => one.index === card.index);
        return found === undefined ? null : pick(found);
      }),
    );
    if (!lines.some(({ values }) => values.some((value) => value !== null))) return [];
    const tops = cards.map((card) => top?.(card) ?? 0);
    const highest = Math.max(0, ...tops);
    return [
      {
        what,
        title: i18next.t(`monitor.${what}`),
        lines,
        write,
        inBytes,
        ...(highest > 0 && { top: highest }),
      },
    ];
  });
}

/** "现在 41%，最高 97%" of each line: what the picture says, for those who do not see it. */
export function summaryOf({ lines, write }: Pick<PanelOf, 'lines' | 'write'>): string {
  return lines
    .map(({ name, values }) => {
      const known = values.filter((value) => value !== null);
      const newest = known.at(-1);
      if (newest === undefined) return i18next.t('monitor.says_nothing', { name });
      return i18next.t('monitor.says', {
        name,
        now: write(newest),
        highest: write(known.reduce((a, b) => Math.max(a, b))),
        lowest: write(known.reduce((a, b) => Math.min(a, b))),
      });
    })
    .join(' ');
}
