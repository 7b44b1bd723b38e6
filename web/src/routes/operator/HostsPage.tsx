import { Page } from '../../ui/Page';

export function HostsPage() {
  return <Page title="Hosts">{null}</Page>;
}
