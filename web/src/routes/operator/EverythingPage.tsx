import { Page } from '../../ui/Page';

export function EverythingPage() {
  return <Page title="Everything">{null}</Page>;
}
