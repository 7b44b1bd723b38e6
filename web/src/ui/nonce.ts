/**
 * The nonce of this answer, without which the content policy lets no style element in. Ant Design is given it, but
 * two helpers below it (the scroll lock of dialogs, the measure of scroll bars) make their elements without: so every
 * style element that a script of ours creates gets it. Markup that is put in as text gets none, and stays shut out.
 */

export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

export function startNonce(): void {
  const create = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
