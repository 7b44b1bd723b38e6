/**
 * The nonce of this answer, without which the content policy lets no style element in. Ant Design is given it, but
 * two helpers below it (the scroll lock of dialogs, the measure of scroll bars) make their elements without: so every
 * style element that a script of ours creates gets it. Markup that is put in as text gets none, and stays shut out.
 */

export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

type Create = (name: string, options?: ElementCreationOptions) => HTMLElement;

export function startNonce(): void {
  const page = document as { createElement: Create };
  const create = page.createElement.bind(document);
  page.createElement = (name, options) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
