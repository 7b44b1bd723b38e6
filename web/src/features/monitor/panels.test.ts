import { beforeAll, describe, expect, it } from 'vitest';

import type { SampleOut } from '../../api';
import { chooseLanguage, startLanguage } from '../../ui/language';
import { cardPanels, machinePanels, summaryOf } from './panels';

beforeAll(async () => {
  await startLanguage();
  await chooseLanguage('zh');
});

const GIB = 1024 ** 3;

function sample(change: Partial<SampleOut> = {}): SampleOut {
  return {
    at: '2026-11-24T12:00:00Z',
    cpu_percent: 41,
    cpu_threads: 14,
    memory_bytes: 12 * GIB,
    memory_limit_bytes: 64 * GIB,
    system_disk_bytes: 15 * GIB,
    system_disk_limit_bytes: 30 * GIB,
    data_disk_bytes: null,
    data_disk_limit_bytes: 100 * GIB,
    network_received_per_second: 2048,
    network_sent_per_second: 0,
    cards: [],
    ...change,
  };
}

const card = {
  index: 0,
  model: 'RTX 3090',
  simulated: false,
  utilisation_percent: 97,
  memory_used_bytes: 20 * GIB,
  memory_total_bytes: 24 * GIB,
  temperature_celsius: 61,
  power_watts: 310,
};
const silent = {
  ...card,
  simulated: true,
  utilisation_percent: null,
  memory_used_bytes: null,
  memory_total_bytes: null,
  temperature_celsius: null,
  power_watts: null,
};

describe('machinePanels', () => {
  it('draws processor, memory, disks and network', () => {
    const [cpu, memory, disk, network] = machinePanels([sample()]);
    expect(cpu).toMatchObject({ top: 100, lines: [{ values: [41] }] });
    expect(memory).toMatchObject({ top: 64 * GIB, lines: [{ values: [12 * GIB] }] });
    expect(disk?.lines.map((line) => line.values)).toEqual([[50], [null]]);
    expect(network?.write(2048)).toBe('2 KB/秒');
  });

  it('breaks every line in a gap', () => {
    const panels = machinePanels([sample(), null, sample()]);
    expect(panels.every((panel) => panel.lines.every((line) => line.values[1] === null))).toBe(true);
  });
});

describe('cardPanels', () => {
  it('has a line for each card', () => {
    const panels = cardPanels([sample({ cards: [card, { ...card, index: 1 }] })]);
    expect(panels.map((panel) => panel.what)).toEqual(['utilisation', 'card_memory', 'temperature', 'power']);
    expect(panels[0]?.lines.map((line) => line.name)).toEqual(['卡 0', '卡 1']);
    expect(panels[1]?.top).toBe(24 * GIB);
  });

  it('is empty for cards that say nothing, and without cards', () => {
    expect(cardPanels([sample({ cards: [silent] })])).toEqual([]);
    expect(cardPanels([sample()])).toEqual([]);
    expect(cardPanels([])).toEqual([]);
  });
});

describe('summaryOf', () => {
  it('says in words what the picture shows', () => {
    const [cpu] = machinePanels([sample({ cpu_percent: 97 }), null, sample()]);
    if (cpu === undefined) throw new Error('no chart');
    expect(summaryOf(cpu)).toBe('已用：现在 41%，最低 41%，最高 97%。');
  });

  it('says that there is nothing', () => {
    expect(summaryOf({ lines: [{ name: '卡 0', values: [null] }], write: String })).toBe('卡 0：没有读数。');
  });
});
