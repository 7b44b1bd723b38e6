import { Page } from '../../ui/Page';

export function OperatorPage() {
  return <Page title="Operator">{null}</Page>;
}
