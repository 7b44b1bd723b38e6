import { createLink, type LinkComponent } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';

function Look({ look, ...rest }: ButtonProps & { look?: ButtonProps['type'] }) {
  return <Button {...rest} type={look} />;
}

// A router's link keeps `type` to itself, as an attribute of its own element; a button's goes round it by another name.
const RoutedLook = createLink(Look) as (props: Record<string, unknown>) => React.ReactNode;

/** A link to a page of ours that looks like a button: one element, so that it is reached and said once. */
export const LinkButton = (({ type, ...rest }: ButtonProps) => (
  <RoutedLook {...rest} look={type} />
)) as LinkComponent<typeof Button>;
