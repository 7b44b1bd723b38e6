import { Page } from '../ui/Page';

export function CreatePage() {
  return <Page title="Create">{null}</Page>;
}
