import { Page } from '../ui/Page';

export function BillingPage() {
  return <Page title="Billing">{null}</Page>;
}
