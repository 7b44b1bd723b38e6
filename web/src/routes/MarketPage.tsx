import { Page } from '../ui/Page';

export function MarketPage() {
  return <Page title="Market">{null}</Page>;
}
