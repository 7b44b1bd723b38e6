import { Page } from '../ui/Page';

export function ImagesPage() {
  return <Page title="Images">{null}</Page>;
}
