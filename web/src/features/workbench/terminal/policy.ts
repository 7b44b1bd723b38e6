/**
 * Lets xterm.js draw under the console's content policy. Its DOM renderer gives colours to its spans by a `style`
 * attribute, which the policy forbids as text; set by way of properties the same colours are allowed. Its style
 * elements have the page's nonce already, as all that scripts create (`ui/nonce.ts`).
 */

const set = Object.getOwnPropertyDescriptor(Element.prototype, 'setAttribute')?.value as (
  this: Element,
  name: string,
  value: string,
) => void;

function setColours(this: HTMLSpanElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else set.call(this, name, value);
}

/** From now on spans take a `style` attribute by way of their properties. Markup that is put in as text does not. */
export function startColours(): void {
  HTMLSpanElement.prototype.setAttribute = setColours;
}
