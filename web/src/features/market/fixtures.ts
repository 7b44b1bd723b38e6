/** Offers and images for tests; each says only what it is about. */
import type { ImageView, OfferView } from '../../api';

export function anOffer(facts: Partial<OfferView> = {}): OfferView {
  return {
    host_id: `host-${facts.host_name ?? 'a'}`,
    host_name: 'a',
    region: 'north',
    model: 'RTX 3090',
    memory_gb: 24,
    simulated: false,
    idle: 4,
    total: 8,
    cpu_model: 'EPYC 7402',
    cpu_per_card: 7,
    ram_gb_per_card: 32,
    system_disk_gb: 30,
    data_disk_gb: 50,
    data_disk_max_gb: 900,
    driver_version: '550.163',
    cuda_version: '12.4',
    rentable_until: null,
    price_per_hour: '1.58',
    list_price_per_hour: '1.58',
    ...facts,
  };
}

export function anImage(facts: Partial<ImageView> = {}): ImageView {
  const image = {
    alias: '',
    title: '',
    framework: 'PyTorch',
    version: '2.3.0',
    python: '3.12',
    cuda: '12.1',
    os: 'ubuntu22.04',
    state: 'ready' as const,
    simulated: false,
    size_bytes: 1,
    built_at: null,
    ...facts,
  };
  return { id: [image.framework, image.version, image.python, image.cuda, image.os].join('-'), ...image };
}
