import { Page } from '../ui/Page';

export function LandingPage() {
  return <Page title="Landing">{null}</Page>;
}
