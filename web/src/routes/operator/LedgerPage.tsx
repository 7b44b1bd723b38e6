import { Page } from '../../ui/Page';

export function LedgerPage() {
  return <Page title="Ledger">{null}</Page>;
}
