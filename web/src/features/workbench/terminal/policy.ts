/**
 * Lets xterm.js draw under the console's content policy. Its DOM renderer puts colours into `style` attributes as text,
 * which the policy forbids; set as properties the same colours are allowed. Its style elements get the page's nonce
 * from `document.createElement` as everybody's do.
 */

function colourable(element: HTMLElement): HTMLElement {
  const set = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else set(name, value);
  };
  return element;
}

/** The page's document, whose elements take a `style` attribute by way of their properties. */
export function policyDocument(page: Document): Document {
  return new Proxy(page, {
    get(target, name) {
      if (name === 'createElement')
        return (tag: string, options?: ElementCreationOptions) => {
          const element = target.createElement(tag, options);
          return tag === 'span' ? colourable(element) : element;
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
