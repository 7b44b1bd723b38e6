import { Page } from '../../ui/Page';

export function CodesPage() {
  return <Page title="Codes">{null}</Page>;
}
