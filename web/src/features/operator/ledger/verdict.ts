/** What a check of the books found, in the reader's words; the platform says it in English sentences. */
import i18next from 'i18next';

import { money } from '../../../ui/format';

export interface Finding {
  words: string;
  /** What it is about, to look at. */
  entry?: string;
  user?: string;
}

const ENTRY = /^entry (\S+) adds up to (-?\d+) micro-yuan/;
const WALLET = /^the wallet of (\S+) says (-?\d+) micro-yuan, its postings add up to (-?\d+)$/;

export function findingOf(problem: string): Finding {
  const entry = ENTRY.exec(problem);
  if (entry?.[1] !== undefined) {
    const sum = money(Number(entry[2]), { exact: true });
    return { words: i18next.t('ledger.verdict.entry', { id: entry[1], sum }), entry: entry[1] };
  }
  const wallet = WALLET.exec(problem);
  if (wallet?.[1] !== undefined) {
    const says = money(Number(wallet[2]), { exact: true });
    const sum = money(Number(wallet[3]), { exact: true });
    return { words: i18next.t('ledger.verdict.wallet', { id: wallet[1], says, sum }), user: wallet[1] };
  }
  return { words: problem };
}
