import { Page } from '../../ui/Page';

export function CataloguePage() {
  return <Page title="Catalogue">{null}</Page>;
}
