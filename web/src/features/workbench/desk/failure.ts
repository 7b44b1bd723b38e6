/** What went wrong with a session, in words, and what to do about it. */
import i18next from 'i18next';

import { Problem, sentence } from '../../../app/problem';
import type { SessionOut } from '../api';

type Help = 'network' | 'auth' | 'host_key' | 'policy' | 'other';

const HELP: Record<string, Help> = {
  unreachable: 'network',
  unknown_host: 'network',
  timed_out: 'network',
  protocol: 'network',
  connection_lost: 'network',
  auth_failed: 'auth',
  bad_key: 'auth',
  bad_passphrase: 'auth',
  host_key_changed: 'host_key',
  host_key_refused: 'host_key',
  refused_address: 'policy',
  refused_port: 'policy',
};

export function failureWords({ code, detail }: NonNullable<SessionOut['failure']>): {
  what: string;
  help: string;
} {
  const help = HELP[code.replace('workbench.', '')] ?? 'other';
  return {
    what: sentence(new Problem(code, 0, detail)),
    help: i18next.t(`workbench.failure_help.${help}`),
  };
}
