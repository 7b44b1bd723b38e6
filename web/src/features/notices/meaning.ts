/** What a notice means for its reader: how bad it is, and the page on which something can be done about it. */
import type { Notice } from '../../api';

export type Severity = 'good' | 'attention' | 'failed';

const SEVERITIES: Record<string, Severity> = {
  wallet_runs_dry: 'attention',
  wallet_dry: 'failed',
  retention: 'attention',
  operation_failed: 'failed',
  operation_stuck: 'attention',
  instance_lost: 'failed',
  card_fault: 'failed',
  pool_full: 'failed',
  host_fault: 'failed',
  stray: 'attention',
  host_unreachable: 'failed',
  host_back: 'good',
  region_unreachable: 'failed',
  region_back: 'good',
  ledger_problem: 'failed',
  'images.build_failed': 'failed',
};

/** One that a newer platform sends is worth a look. */
export function severityOf({ kind }: Pick<Notice, 'kind'>): Severity {
  return SEVERITIES[kind] ?? 'attention';
}

export type About = 'billing' | 'instance' | 'hosts' | 'operations' | 'strays' | 'catalogue' | 'ledger';

const ABOUT: Record<string, About> = {
  wallet_runs_dry: 'billing',
  wallet_dry: 'billing',
  retention: 'instance',
  operation_failed: 'instance',
  instance_lost: 'instance',
  operator_start: 'instance',
  operator_stop: 'instance',
  operator_release: 'instance',
  operator_rename: 'instance',
  operator_reset_password: 'instance',
  operation_stuck: 'operations',
  card_fault: 'hosts',
  pool_full: 'hosts',
  host_fault: 'hosts',
  host_unreachable: 'hosts',
  host_back: 'hosts',
  region_unreachable: 'hosts',
  region_back: 'hosts',
  stray: 'strays',
  ledger_problem: 'ledger',
  'images.build_failed': 'catalogue',
};

export interface Place {
  about: About;
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string>;
}

/**
 * Where it leads; null where there is nothing to open. `owns` says whether an instance is the reader's own: operators
 * hear of other people's instances too, and those have pages only in the operator's part.
 */
export function placeOf(
  notice: Pick<Notice, 'kind' | 'subject'>,
  owns: (instanceId: string) => boolean,
): Place | null {
  const about = ABOUT[notice.kind];
  const { subject } = notice;
  switch (about) {
    case 'billing':
      return { about, to: '/billing' };
    case 'instance':
      return owns(subject)
        ? { about, to: '/instances/$instanceId', params: { instanceId: subject } }
        : { about, to: '/operator/instances', search: { query: subject } };
    case 'hosts':
      return { about, to: '/operator/hosts' };
    case 'operations':
      return { about, to: '/operator/instances', search: { tab: 'operations' } };
    case 'strays':
      return { about, to: '/operator/instances', search: { tab: 'strays' } };
    case 'catalogue':
      return { about, to: '/operator/images' };
    case 'ledger':
      return { about, to: '/operator/ledger' };
    default:
      return null;
  }
}
